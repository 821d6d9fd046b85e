using ClinicaMV.Data;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Configuration.KeyPerFile;

namespace ClinicaMV.Clinic;

/// <summary>
/// A settings file and a folder of secret files are ours alone: what the portal has no option for is refused there. An environment holds
/// others' variables too: one that is written like an option (<c>Smtp__Host</c>) and is none is told, and not refused.
/// </summary>
internal static partial class KnownSources
{
    // Also from there: OpenTelemetry's own settings, of which some are secret.
    private const string Telemetry = "OTEL_";

    /// <exception cref="StartFailure">Such a file has something else in it.</exception>
    public static void RefuseUnknownKeys(this WebApplicationBuilder builder)
    {
        var unknown = ProvidersOf(builder.Configuration).SelectMany(UnknownIn).ToList();
        if (unknown.Count > 0)
            throw new StartFailure(string.Join(" ", unknown));
    }

    /// <summary>By name alone: a value may be somebody's secret.</summary>
    public static void TellOthersVariables(this WebApplication app)
    {
        var others = ProvidersOf(app.Configuration).OfType<EnvironmentVariablesConfigurationProvider>().SelectMany(OthersIn)
            .Where(key => key.Contains(':') && key[0] != ':' && !key.StartsWith("ASPNETCORE_", StringComparison.OrdinalIgnoreCase) && !key.StartsWith("DOTNET_", StringComparison.OrdinalIgnoreCase))
            .Select(NameOf).Distinct().ToList();
        if (others.Count > 0)
            LogOthers(app.Logger, string.Join(", ", others));
    }

    private static IEnumerable<IConfigurationProvider> ProvidersOf(IConfiguration configuration) => ((IConfigurationRoot)configuration).Providers;

    private static IEnumerable<string> UnknownIn(IConfigurationProvider provider) => provider switch
    {
        JsonConfigurationProvider file => OthersIn(file).Select(key => $"{key} in {file.Source.Path} is no option."),
        KeyPerFileConfigurationProvider => OthersIn(provider).Select(key => $"The secret file {NameOf(key)} is no option; one is named like Mail__Password."),
        _ => [],
    };

    // What stands below a section of ours is KnownKeys' to judge, whichever way it came.
    private static IEnumerable<string> OthersIn(IConfigurationProvider provider)
        => provider.GetChildKeys([], null).Distinct(StringComparer.OrdinalIgnoreCase)
            .SelectMany(top => provider.GetChildKeys([], top).Distinct(StringComparer.OrdinalIgnoreCase).Select(key => $"{top}:{key}").DefaultIfEmpty(top))
            .Where(key => !OptionsCatalogue.Has(key) && !OptionsCatalogue.IsOfTheHost(key) && !key.StartsWith(Telemetry, StringComparison.OrdinalIgnoreCase) && !IsBelowSection(key, provider));

    // A section with nothing in it is none of somebody else's.
    private static bool IsBelowSection(string key, IConfigurationProvider provider)
        => OptionsCatalogue.IsSection(key.Split(':')[0]) && (key.Contains(':') || !provider.TryGet(key, out var value) || value is null);

    private static string NameOf(string key) => key.Replace(":", "__", StringComparison.Ordinal);

    [LoggerMessage(Level = LogLevel.Warning, Message = "In the environment, and no options of the portal: {Variables}")]
    private static partial void LogOthers(ILogger logger, string variables);
}
