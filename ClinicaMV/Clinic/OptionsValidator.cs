using Microsoft.Extensions.Options;

namespace ClinicaMV.Clinic;

/// <summary>Checks a section at start. Each fault is one line that names its key.</summary>
public abstract class OptionsValidator<TOptions> : IValidateOptions<TOptions> where TOptions : class
{
    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        var faults = FaultsOf(options).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    protected abstract IEnumerable<string> FaultsOf(TOptions options);
}

public static class ValidatedOptions
{
    public static void AddValidatedOptions<TOptions, TValidator>(this IServiceCollection services, string section)
        where TOptions : class
        where TValidator : OptionsValidator<TOptions>
    {
        services.AddKnownOptions<TOptions>(section);
        services.AddSingleton<IValidateOptions<TOptions>, TValidator>();
    }

    /// <summary>Options of a section in which nothing else may stand; whoever calls adds the rules for what does.</summary>
    public static OptionsBuilder<TOptions> AddKnownOptions<TOptions>(this IServiceCollection services, string section) where TOptions : class
    {
        services.AddSingleton<IConfigureOptions<TOptions>>(provider => new ReadableValues<TOptions>(section, provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton<IValidateOptions<TOptions>>(provider => new KnownKeys<TOptions>(section, provider.GetRequiredService<IConfiguration>()));
        return services.AddOptions<TOptions>().BindConfiguration(section).ValidateOnStart();
    }

    /// <summary>Options of which the portal sets something: whoever asks for <c>IOptions</c> gets what is in force now.</summary>
    public static void AddLiveOptions<TOptions, TValidator>(this IServiceCollection services, string section)
        where TOptions : class
        where TValidator : OptionsValidator<TOptions>
    {
        services.AddValidatedOptions<TOptions, TValidator>(section);
        services.AddSingleton<IOptions<TOptions>, LiveOptions<TOptions>>();
    }
}
