using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Auditing;

/// <summary>The record and its anchors held against each other.</summary>
public sealed class AuditProof(ClinicDb db, AuditVerification verification, AnchorFile file, AuditSeal seal, TimeProvider clock)
{
    public DateTime Now => clock.GetUtcNow().UtcDateTime;

    public Task<AuditVerdict> VerifyAsync(CancellationToken cancel) => VerifyAsync(file.Path, cancel);

    /// <param name="anchorFile">Our own, or a copy that was kept elsewhere.</param>
    public async Task<AuditVerdict> VerifyAsync(string anchorFile, CancellationToken cancel, IProgress<long>? progress = null)
    {
        // Read first: whoever anchors meanwhile adds to the file, and then says so here.
        var last = anchorFile == file.Path ? await db.AuditChecks.Select(c => c.Anchor).SingleOrDefaultAsync(cancel) : null;
        var verdict = await verification.RunAsync(file, anchorFile, cancel, progress);
        return verdict.IsGreen ? verdict with { Fault = FaultOfFile(last) } : verdict;
    }

    /// <param name="last">The line that was set last. On PostgreSQL it may stand in the file of another instance: there nobody can tell.</param>
    public ChainFault? FaultOfFile(string? last) => last is not null && db.Database.IsSqlite() ? file.FaultWithout(last) : null;

    /// <summary>Anchors the record as it is now, unless it has not grown since that line.</summary>
    public async Task<AuditAnchor?> AnchorAsync(string? former, CancellationToken cancel)
    {
        var ends = await EndsAsync(cancel);
        if (ends.Count == 0 || (former is not null && AuditAnchor.Parse(former)?.Ends is { } before && ends.All(e => before.GetValueOrDefault(e.Key) == e.Value)))
            return null;

        return file.Append(AuditAnchor.Signed(Now, ends, seal));
    }

    private async Task<Dictionary<string, AnchoredEnd>> EndsAsync(CancellationToken cancel)
    {
        var ends = new Dictionary<string, AnchoredEnd>();
        foreach (var kept in Enum.GetValues<AuditClass>())
        {
            if (await db.AuditEvents.Where(e => e.Class == kept).OrderByDescending(e => e.Seq).Select(e => new { e.Seq, e.Hash }).FirstOrDefaultAsync(cancel) is { } end)
                ends[kept.ToString()] = new(end.Seq, Convert.ToHexStringLower(end.Hash));
        }

        return ends;
    }
}
