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

    public static string ToMarkdown() => "| section | key | default | meaning |\n|---|---|---|---|\n" + string.Concat(
        Of<ClinicOptions>(), Of<AccountsOptions>(), Of<DatabaseOptions>(), Of<VisitsOptions>(), Of<JitsiOptions>(), Of<MailOptions>(), Of<ProxiesOptions>(), Secrets,
        Of<AuditOptions>(), Of<BackupOptions>(), Of<OtelOptions>(), Role, Of<RetentionOptions>());

    private static string Of<TOptions>() where TOptions : class, new()
    {
        var (section, usual) = (typeof(TOptions).Name[..^Suffix.Length], new TOptions());
        return string.Concat(typeof(TOptions).GetProperties().Where(p => p.CanWrite).Select((property, i) => $"| {(i == 0 ? $"`{section}` " : "")}{RowOf(section, property, property.GetValue(usual))}"));
    }

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
