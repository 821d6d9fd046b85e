using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Jitsi;
using ClinicaMV.Mail;
using Hangfire;
using Hangfire.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Operating;

/// <summary>One job of the timetable, by the clock of the job store.</summary>
public sealed record JobRun(string Id, DateTime? Last, string? State, DateTime? Next);

/// <summary>How mail stands.</summary>
/// <param name="Late">Owed for more than ten minutes: nobody sends, or the server takes nothing.</param>
/// <param name="Dead">Given up in the last seven days.</param>
public sealed record MailStanding(int Owed, int Late, int Dead)
{
    public static readonly TimeSpan Recently = TimeSpan.FromDays(7);
}

/// <summary>How the house stands, as somebody who runs it wants to see it.</summary>
public sealed record Standing
{
    public required string Database { get; init; }

    public required long DatabaseBytes { get; init; }

    public required long FreeBytes { get; init; }

    public required AuditCheck? Record { get; init; }

    public required MailStanding Mail { get; init; }

    public required IReadOnlyList<JobRun> Jobs { get; init; }

    public required IReadOnlyList<Instance> Instances { get; init; }

    public required bool BacksUp { get; init; }

    public required BackupFile? Backup { get; init; }

    public required Pin? Script { get; init; }

    /// <summary>How many people wish to be erased and wait for an answer, for which the law gives a month (RGPD art. 12.3). Nothing stands still because of it: no fault.</summary>
    public required int ErasuresAsked { get; init; }

    /// <summary>The hour on a line of the record that was written while the clock was ahead. Nobody can do anything about it any more: no fault.</summary>
    public required DateTime? RecordAhead { get; init; }

    /// <summary>What somebody has to see to, as codes; none: all is well.</summary>
    public required IReadOnlyList<string> Faults { get; init; }
}

/// <summary>Looks at everything that can stand still without anybody noticing.</summary>
public sealed class PortalStatus(ClinicDb db, DataDirectory data, Backups backups, IServiceProvider services, TimeProvider clock)
{
    private static readonly TimeSpan TooLate = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan TooOld = TimeSpan.FromHours(26);
    private static readonly TimeSpan RecordTooOld = TimeSpan.FromDays(2);
    private static readonly TimeSpan SameClock = TimeSpan.FromSeconds(15);
    private const long LeastFree = 500L * 1024 * 1024;

    public async Task<Standing> LookAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var (record, mail, backup) = (await db.AuditChecks.AsNoTracking().SingleOrDefaultAsync(cancel), await MailAsync(now, cancel), backups.Newest());
        // Nobody has to wait for the first night: it is what is on record that has to be verified in time.
        var unverifiedSince = record?.GreenAt ?? await db.AuditEvents.OrderBy(e => e.Id).Select(e => (DateTime?)e.At).FirstOrDefaultAsync(cancel);
        var isApart = await IsClockApartAsync(cancel);
        var (jobs, free) = (Jobs(), data.Free);
        return new()
        {
            Database = await ScalarAsync<string>(db.Dialect.Version, cancel),
            DatabaseBytes = await ScalarAsync<long>(db.Dialect.Bytes, cancel),
            FreeBytes = free,
            Record = record,
            Mail = mail,
            Jobs = jobs,
            Instances = await services.GetRequiredService<Instances>().FindAsync(services.GetRequiredService<PortalRole>(), cancel),
            BacksUp = backups.Folder is not null,
            Backup = backup,
            Script = services.GetRequiredService<IOptions<JitsiOptions>>().Value.Script is JitsiScript.Pinned ? await services.GetRequiredService<PinnedScripts>().NewestAsync(cancel) : null,
            ErasuresAsked = await db.Users.CountAsync(u => u.ErasureAskedAt != null, cancel),
            RecordAhead = await services.GetRequiredService<AuditPruning>().AheadAsync(cancel),
            Faults = [.. FaultsOf(now, record, unverifiedSince, mail, jobs).Concat(isApart ? ["ClockApart"] : []).Concat(FaultsOfDisk(now, backup, free))],
        };
    }

    private static IEnumerable<string> FaultsOf(DateTime now, AuditCheck? record, DateTime? unverifiedSince, MailStanding mail, IReadOnlyList<JobRun> jobs)
    {
        if (record is { CheckedAt: not null, IsGreen: false })
            yield return "Record";
        else if (unverifiedSince < now - RecordTooOld)
            yield return "RecordUnverified";
        if (mail.Late > 0)
            yield return "MailLate";
        if (mail.Dead > 0)
            yield return "MailDead";
        // The job store goes by the machine's clock, whatever the clinic's says.
        if (jobs.Count == 0 || jobs.Any(j => j.Next < TimeProvider.System.GetUtcNow().UtcDateTime - TooLate))
            yield return "JobsLate";
        if (jobs.Any(j => j.State == "Failed"))
            yield return "JobFailed";
    }

    private IEnumerable<string> FaultsOfDisk(DateTime now, BackupFile? backup, long free)
    {
        if (db.Database.IsSqlite() && backups.Folder is null)
            yield return "NoBackups";
        else if (backups.Folder is not null && !(backup?.TakenAt > now - TooOld))
            yield return "BackupOld";
        if (free < LeastFree)
            yield return "DiskFull";
    }

    // What an instance has claimed is its own for two minutes by its own clock, and its last attempt may take half of them. Two of which each is as far
    // from the server's clock as goes untold are half a minute apart: that leaves an attempt the half minute that a mail server has for its answer.
    private async Task<bool> IsClockApartAsync(CancellationToken cancel)
    {
        if (db.Database.IsSqlite())
            return false;

        var before = clock.GetUtcNow().UtcDateTime;
        var theirs = await ScalarAsync<DateTime>("SELECT clock_timestamp() AS \"Value\"", cancel);
        return theirs < before - SameClock || theirs > clock.GetUtcNow().UtcDateTime + SameClock;
    }

    private async Task<MailStanding> MailAsync(DateTime now, CancellationToken cancel)
    {
        var (late, recently) = (now - TooLate, now - MailStanding.Recently);
        var (owed, dead) = (db.OutgoingMail.On(MailShelf.Owed, now), db.OutgoingMail.On(MailShelf.Dead, now));
        return new(await owed.CountAsync(cancel), await owed.CountAsync(m => m.DueAt <= late && (m.NextAt <= late || m.LastError != null), cancel), await dead.CountAsync(m => m.NextAt > recently, cancel));
    }

    private IReadOnlyList<JobRun> Jobs()
    {
        using var connection = services.GetRequiredService<JobStorage>().GetConnection();
        return [.. connection.GetRecurringJobs().OrderBy(j => j.Id, StringComparer.Ordinal).Select(j => new JobRun(j.Id, j.LastExecution, j.LastJobState, j.NextExecution))];
    }

    private Task<T> ScalarAsync<T>(string query, CancellationToken cancel) => db.Database.SqlQueryRaw<T>(query).SingleAsync(cancel);
}
