using Microsoft.Extensions.Options;

namespace ClinicaMV.Clinic;

/// <summary>A key that a section does not have is most likely a misspelling: it is named at the start, and not ignored.</summary>
internal sealed class KnownKeys<TOptions>(string section, IConfiguration configuration) : IValidateOptions<TOptions> where TOptions : class
{
    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        var unknown = Unknown(configuration.GetSection(section), typeof(TOptions)).ToList();
        return unknown.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(unknown);
    }

    private static IEnumerable<string> Unknown(IConfigurationSection section, Type type)
    {
        var known = type.GetProperties().Where(p => p.CanWrite).Select(p => p.Name).ToList();
        return section.GetChildren().Where(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            .Select(child => $"{child.Path} is no option; {section.Key} has {string.Join(", ", known)}.");
    }
}
