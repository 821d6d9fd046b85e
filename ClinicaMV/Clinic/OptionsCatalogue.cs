using System.Collections;
using System.Reflection;
using ClinicaMV.Accounts;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Jitsi;
using ClinicaMV.Limits;
using ClinicaMV.Mail;
using ClinicaMV.Operating;
using ClinicaMV.Visits;

namespace ClinicaMV.Clinic;

/// <summary>The README's table of options, as the code has it.</summary>
public static class OptionsCatalogue
{
    private const string Suffix = "Options";

    // Read before there are any options.
    private const string Secrets = "| `Secrets` | `Directory` (or `CLINICAMV_SECRETS`) | empty | folder of secret files, one per key: the file `Mail__Password` holds that password ([mail](docs/mail.md#settings)) |\n";
    private const string Role = "| `Role` | | all | `web` answers people, `worker` does the jobs, `all` both: for several instances on PostgreSQL (`--role web`) |\n";

    private static readonly Type[] Classes =
    [
        typeof(ClinicOptions), typeof(AccountsOptions), typeof(DatabaseOptions), typeof(VisitsOptions), typeof(JitsiOptions), typeof(MailOptions), typeof(ProxiesOptions),
        typeof(AuditOptions), typeof(BackupOptions), typeof(OtelOptions), typeof(RetentionOptions),
    ];

    private static readonly HashSet<string> Keys = new(
        [.. Classes.SelectMany(c => PropertiesOf(c).Select(p => $"{SectionOf(c)}:{p.Name}")), PortalRoles.Key, SecretFiles.Key, SecretFiles.Variable], StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> OfTheHost = new(
        ["urls", "http_ports", "https_ports", "preferHostingUrls", "environment", "contentRoot", "webRoot", "applicationName", "shutdownTimeoutSeconds", "detailedErrors", "suppressStatusMessages", "Kestrel", "hostBuilder"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the portal has that option, or one of which it is a part: <c>Proxies:Known:0</c>.</summary>
    public static bool Has(string key) => Keys.Contains(string.Join(':', key.Split(':').Take(2)));

    /// <summary>Whether ASP.NET Core reads it itself.</summary>
    public static bool IsOfTheHost(string key) => OfTheHost.Contains(key.Split(':')[0]);

    public static bool IsSection(string key) => Classes.Any(c => SectionOf(c).Equals(key, StringComparison.OrdinalIgnoreCase));

    public static string ToMarkdown() => "| section | key | default | meaning |\n|---|---|---|---|\n"
        + string.Concat(Classes.Select(c => RowsOf(c) + (c == typeof(ProxiesOptions) ? Secrets : c == typeof(OtelOptions) ? Role : "")));

    private static string RowsOf(Type options)
    {
        var (section, usual) = (SectionOf(options), Activator.CreateInstance(options));
        return string.Concat(PropertiesOf(options).Select((property, i) => $"| {(i == 0 ? $"`{section}` " : "")}{RowOf(section, property, property.GetValue(usual))}"));
    }

    private static string SectionOf(Type options) => options.Name[..^Suffix.Length];

    private static IEnumerable<PropertyInfo> PropertiesOf(Type options) => options.GetProperties().Where(p => p.CanWrite);

    private static string RowOf(string section, PropertyInfo property, object? usual)
    {
        var option = property.GetCustomAttribute<OptionAttribute>() ?? throw new InvalidOperationException($"{section}:{property.Name} does not say what it means.");
        var key = option.Key ?? (usual is IEnumerable and not string ? $"`{property.Name}:0` …" : $"`{property.Name}`");
        return $"| {key}{(PortalKeys.GroupOf($"{section}:{property.Name}") is not null ? " ◦" : "")} | {option.Default ?? TextOf(usual)} | {option.Meaning} |\n";
    }

    private static string TextOf(object? value) => value switch
    {
        string { Length: > 0 } text => text,
        bool yes => PortalOptions.Text(yes),
        string or IEnumerable => "empty",
        _ => FormattableString.Invariant($"{value}"),
    };
}
