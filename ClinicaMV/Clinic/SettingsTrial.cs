using System.Text.Json;
using ClinicaMV.Mail;
using ClinicaMV.Visits;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace ClinicaMV.Clinic;

/// <summary>What would be in force with other saved values, judged by the very validators that judge the files at the start.</summary>
public sealed class SettingsTrial(
    IConfiguration configuration,
    IEnumerable<IValidateOptions<ClinicOptions>> clinicRules,
    IEnumerable<IValidateOptions<VisitsOptions>> visitsRules,
    IEnumerable<IValidateOptions<MailOptions>> mailRules)
{
    /// <summary>One line per fault; each begins with its key.</summary>
    public IReadOnlyList<string> FaultsOf(IReadOnlyDictionary<string, string?> saved)
    {
        try
        {
            var options = With(saved);
            return
            [
                .. saved.Keys.Where(key => PortalKeys.GroupOf(key) is null).Select(key => $"{key} cannot be set in the portal."),
                .. Judge(clinicRules, options.Clinic), .. Judge(visitsRules, options.Visits), .. Judge(mailRules, options.Mail),
            ];
        }
        // Also a key that stands there twice, in two spellings.
        catch (Exception unreadable) when (unreadable is InvalidOperationException or ArgumentException)
        {
            return [unreadable.Message];
        }
    }

    /// <inheritdoc cref="FaultsOf(IReadOnlyDictionary{string, string?})"/>
    public IReadOnlyList<string> FaultsOf(SavedSettings row)
    {
        try
        {
            return FaultsOf(row.Read());
        }
        catch (JsonException)
        {
            return ["The saved values are no JSON."];
        }
    }

    /// <exception cref="InvalidOperationException">A value cannot be read as what its key wants.</exception>
    public PortalOptions With(IReadOnlyDictionary<string, string?> saved)
    {
        var values = new SavedConfiguration();
        values.Take(saved);
        using var root = new ConfigurationRoot([.. ((IConfigurationRoot)configuration).Providers.Where(p => p is not SavedConfiguration).Select(p => new AsRead(p)), values]);
        return new(Bound<ClinicOptions>(root, "Clinic"), Bound<VisitsOptions>(root, "Visits"), Bound<MailOptions>(root, "Mail"));
    }

    private static TOptions Bound<TOptions>(IConfiguration root, string section) where TOptions : new()
    {
        var options = new TOptions();
        root.GetSection(section).Bind(options);
        return options;
    }

    private static IEnumerable<string> Judge<TOptions>(IEnumerable<IValidateOptions<TOptions>> rules, TOptions options) where TOptions : class
        => rules.Select(rule => rule.Validate(Options.DefaultName, options)).Where(r => r.Failed).SelectMany(r => r.Failures!);

    // A root loads its providers anew and disposes of them; a trial must do neither to those of the running portal.
    private sealed class AsRead(IConfigurationProvider provider) : IConfigurationProvider
    {
        public IEnumerable<string> GetChildKeys(IEnumerable<string> earlierKeys, string? parentPath) => provider.GetChildKeys(earlierKeys, parentPath);

        public IChangeToken GetReloadToken() => new CancellationChangeToken(CancellationToken.None);

        public void Load()
        {
        }

        public void Set(string key, string? value) => throw new NotSupportedException();

        public bool TryGet(string key, out string? value) => provider.TryGet(key, out value);
    }
}
