using ClinicaMV.Clinic;
using ClinicaMV.Data;

namespace ClinicaMV.Operating;

/// <summary>The backups that the portal makes by itself, of a SQLite clinic (section <c>Backup</c>).</summary>
public sealed class BackupOptions
{
    [Option("where the daily backup of a SQLite clinic goes, better on another disk; empty: nowhere ([operations](docs/operations.md))")]
    public string Folder { get; set; } = "";

    [Option("how many of them are kept, 1 to 1000")]
    public int Keep { get; set; } = 14;

    public sealed class Validator(IConfiguration configuration) : OptionsValidator<BackupOptions>
    {
        protected override IEnumerable<string> FaultsOf(BackupOptions o)
        {
            if (o.Keep is < 1 or > 1000)
                yield return "Backup:Keep must be 1 to 1000.";
            // Not by its options: a fault of theirs is theirs to tell.
            if (o.Folder.Length > 0 && string.Equals(configuration["Database:Provider"], nameof(DatabaseProvider.PostgreSql), StringComparison.OrdinalIgnoreCase))
                yield return "Backup:Folder: PostgreSQL is backed up by pg_dump (docs/operations.md), not by the portal.";
        }
    }
}
