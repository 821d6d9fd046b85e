using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Operating;

/// <summary>A process that has the database open.</summary>
public sealed record Instance(string Name, DateTime Since);

/// <summary>Who shares the work. The database server knows: each instance says its name to it, and what has died is gone from there by itself.</summary>
public sealed class Instances(ClinicDb db)
{
    // PostgreSQL keeps 63 bytes of a name.
    public const int Longest = 63;
    private const string Prefix = "ClinicaMV ";

    // A container that is started again has the same machine and process.
    private static readonly string Life = PublicId.New()[..6];

    private static readonly DateTime Started = System.Diagnostics.Process.GetCurrentProcess().StartTime.ToUniversalTime();

    /// <summary>Nobody else has it, nor ever will.</summary>
    public static string NameOf(PortalRole role)
    {
        var name = $"{Prefix}{Build.Version} {role.Name} {Life} {Environment.ProcessId}@{Environment.MachineName}";
        return name[..Math.Min(name.Length, Longest)];
    }

    public async Task<IReadOnlyList<Instance>> FindAsync(PortalRole role, CancellationToken cancel)
    {
        if (db.Database.IsSqlite())
            return [new(NameOf(role), Started)];

        return await db.Database.SqlQueryRaw<Instance>("""
            SELECT application_name AS "Name", min(backend_start) AS "Since" FROM pg_stat_activity
            WHERE datname = current_database() AND application_name LIKE {0} GROUP BY application_name ORDER BY application_name
            """, Prefix + "%").ToListAsync(cancel);
    }
}
