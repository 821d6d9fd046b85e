using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Tests.Auditing;

/// <summary>S31: whatever somebody with the database in their hands does to the record, the verification finds the first line of it.</summary>
public abstract class TamperingStories(TestClinic clinic)
{
    private const int OfEach = 16;
    private static readonly string[] Columns = ["Kind", "Outcome", "ActorId", "ActorRole", "AppointmentId", "SubjectId", "Reason", "At", "IpAddress", "AgentFamily", "Origin", "Hash"];

    [Fact]
    public async Task Every_tampering_is_found_and_the_first_bad_line_is_named()
    {
        await clinic.FillRecordAsync(OfEach);
        await clinic.AnchorAsync();
        var chance = new Random(31);
        await using var scope = clinic.Services.CreateAsyncScope();
        var tampering = new Tampering(scope.ServiceProvider, chance, OfEach);

        var found = new Dictionary<string, int>
        {
            ["edits"] = await tampering.TryAsync(1_000, t => t.EditAsync(Columns[chance.Next(Columns.Length)])),
            ["deletions"] = await tampering.TryAsync(200, t => t.DeleteAsync()),
            ["insertions"] = await tampering.TryAsync(200, t => t.InsertAsync()),
            ["swaps"] = await tampering.TryAsync(200, t => t.SwapAsync()),
            ["tail cuts"] = await tampering.TryAsync(100, t => t.CutAsync()),
            ["full re-hashes"] = await tampering.TryAsync(50, t => t.RehashAsync()),
        };

        Scoreboard.Record("S31", scope.ServiceProvider.IsSqlite() ? "SQLite" : "PostgreSQL", "the verification names the first bad row of 1,000 edits, 200 deletions, 200 insertions, 200 swaps, 100 tail cuts, 50 full re-hashes",
            $"found: {string.Join(", ", found.Select(f => $"{f.Value:N0} {f.Key}"))}");
        Assert.Equal([1_000, 200, 200, 200, 100, 50], found.Values);
        Assert.True((await clinic.VerifyAsync()).IsGreen, "The tampering was not taken back.");
    }

    [Fact]
    public async Task A_missing_month_a_wrong_anchor_and_a_lost_key_are_each_told_apart()
    {
        await clinic.FillRecordAsync(10);
        await clinic.AnchorAsync();
        var path = await clinic.InAsync<AnchorFile, string>(file => Task.FromResult(file.Path));
        var anchor = await File.ReadAllTextAsync(path);

        // Where somebody came from is vouched for, or is no more than a network.
        await clinic.InAsync<ClinicDb>(db => db.Database.ExecuteSqlRawAsync("""UPDATE "AuditEvents" SET "OriginSalt" = NULL, "IpAddress" = '198.51.100.66' WHERE "Class" = 'Access' AND "Seq" = 2"""));
        Assert.Equal(new(ChainFaultKind.OriginAltered, "Access", 2), (await clinic.VerifyAsync()).Fault);
        await clinic.InAsync<ClinicDb>(db => db.Database.ExecuteSqlRawAsync("""UPDATE "AuditEvents" SET "IpAddress" = '198.51.100.0/24', "AgentFamily" = NULL WHERE "Class" = 'Access' AND "Seq" = 2"""));
        Assert.Null((await clinic.VerifyAsync()).Fault);

        // One whose figures were changed is not signed.
        await File.WriteAllTextAsync(path, anchor + anchor.Replace(":10:", ":11:"));
        Assert.Equal(new(ChainFaultKind.AnchorForged, null, 2), (await clinic.VerifyAsync()).Fault);
        // Another clinic's, or one of a key that is gone, names a key that is not here.
        var stranger = StrangersSeal();
        await File.WriteAllTextAsync(path, AuditAnchor.Signed(clinic.Now, AuditAnchor.Parse(anchor)!.Ends, stranger) + "\n");
        var lost = (await clinic.VerifyAsync()).Fault!;
        Assert.Equal((ChainFaultKind.KeyLost, null, 1L), (lost.Kind, lost.Chain, lost.Seq));
        Assert.Contains($"Anchor, line 1: signed with the Data Protection key {lost.Key}, which is not here.", $"{lost}");
        await File.WriteAllTextAsync(path, anchor + "2026-11");
        Assert.True((await clinic.VerifyAsync()).IsGreen, "Half a last line is what a power cut leaves.");
        await clinic.AddLineAsync(AuditKind.SignIn);
        await clinic.AnchorAsync();
        Assert.Equal(2, (await File.ReadAllLinesAsync(path)).Length);
        Assert.True((await clinic.VerifyAsync()).IsGreen);

        await clinic.InAsync<ClinicDb>(db => db.AuditEvents.Where(e => e.Class == AuditClass.Access && e.Seq >= 3 && e.Seq <= 7).ExecuteDeleteAsync());
        Assert.Equal(new(ChainFaultKind.Missing, "Access", 3, 7), (await clinic.VerifyAsync()).Fault);
        // Who hides that behind a checkpoint has no key to sign it.
        await clinic.InAsync<ClinicDb>(db => db.Database.ExecuteSqlRawAsync(
            """INSERT INTO "AuditCheckpoints" ("Class", "Seq", "Hash", "At", "Signature") SELECT 'Access', 7, "Hash", "At", 'AAAA' FROM "AuditEvents" WHERE "Class" = 'Access' AND "Seq" = 8"""));
        Assert.Equal(new(ChainFaultKind.CheckpointForged, "Access", 7), (await clinic.VerifyAsync()).Fault);
        await clinic.InAsync<ClinicDb>(db => db.Database.ExecuteSqlRawAsync("""UPDATE "AuditCheckpoints" SET "Class" = 'Everything' """));
        Assert.Equal(new(ChainFaultKind.CheckpointForged, "Everything", 7), (await clinic.VerifyAsync()).Fault);
        await clinic.InAsync<ClinicDb>(db => db.Database.ExecuteSqlRawAsync("""UPDATE "AuditCheckpoints" SET "Class" = 'Access' """));
        await clinic.InAsync<ClinicDb>(db => db.AuditCheckpoints.ExecuteUpdateAsync(set => set.SetProperty(c => c.Signature, stranger.Sign("anything"))));
        Assert.Equal((ChainFaultKind.KeyLost, "Access", 7L), await clinic.VerifyAsync() is { Fault: { } gone } ? (gone.Kind, gone.Chain, gone.Seq) : default);
        await clinic.ForgetRecordAsync();
    }

    [Fact]
    public async Task A_line_put_where_the_chain_has_none_is_found()
    {
        await clinic.FillRecordAsync(3);
        foreach (var place in new[] { 0L, -7L })
        {
            await clinic.InAsync<ClinicDb>(db => db.Database.ExecuteSqlAsync($"""
                INSERT INTO "AuditEvents" ("At", "Kind", "Class", "Outcome", "ActorRole", "Seq", "Hash")
                SELECT "At", "Kind", "Class", "Outcome", "ActorRole", {place}, "Hash" FROM "AuditEvents" WHERE "Class" = 'Access' AND "Seq" = 1
                """));
            Assert.Equal(new(ChainFaultKind.Inserted, "Access", place), (await clinic.VerifyAsync()).Fault);
        }

        await clinic.ForgetRecordAsync();
    }

    [Fact]
    public async Task An_anchor_that_was_kept_elsewhere_shows_a_cut_that_our_own_no_longer_does()
    {
        await clinic.FillRecordAsync(3);
        await clinic.AnchorAsync();
        var elsewhere = Path.Combine(clinic.Folder, "kept-elsewhere.txt");
        await clinic.InAsync<AnchorFile>(file =>
        {
            File.Move(file.Path, elsewhere, overwrite: true);
            return Task.CompletedTask;
        });
        await clinic.InAsync<ClinicDb>(db => db.AuditEvents.Where(e => e.Class == AuditClass.Technical && e.Seq == 3).ExecuteDeleteAsync());

        var gone = await clinic.InAsync<ClinicDb, bool>(db => Task.FromResult(db.Database.IsSqlite())) ? new ChainFault(ChainFaultKind.AnchorsLost, "record-anchors.txt", 0) : null;
        Assert.Equal(gone, (await clinic.VerifyAsync()).Fault);
        Assert.Equal(new(ChainFaultKind.Cut, "Technical", 3), (await clinic.InAsync<AuditProof, AuditVerdict>(proof => proof.VerifyAsync(elsewhere, default))).Fault);
        await clinic.ForgetRecordAsync();
    }

    [Fact]
    public async Task An_anchor_file_that_was_deleted_is_told_of_once_whatever_is_anchored_meanwhile()
    {
        await clinic.FillRecordAsync(3);
        await clinic.AnchorAsync();
        await clinic.AddLineAsync(AuditKind.SignIn);
        await clinic.AnchorAsync();
        var file = clinic.Services.GetRequiredService<AnchorFile>();
        Assert.True((await clinic.VerifyAsync()).IsGreen);

        // The newest line only, or all of them.
        foreach (var left in new[] { 1, 0 })
        {
            await File.WriteAllLinesAsync(file.Path, (await File.ReadAllLinesAsync(file.Path)).Take(left));
            clinic.Clock.Advance(TimeSpan.FromHours(1));
            await clinic.AddLineAsync(AuditKind.SignIn);
            await clinic.AnchorAsync();
            Assert.Equal(left + 1, (await File.ReadAllLinesAsync(file.Path)).Length);
            await clinic.InAsync<AuditKeeper>(keeper => keeper.VerifyAsync(default));
            // Several instances on PostgreSQL have a file each: nobody can tell.
            var isTold = clinic.Services.IsSqlite();
            Assert.Equal(isTold ? ("AnchorsLost", $"record-anchors.txt {left + 1}") : (null, null), await CheckAsync() is { } check ? (check.Fault, check.FaultAt) : default);

            // That it was is on record; what is anchored from now on counts again.
            await clinic.AnchorAsync();
            await clinic.InAsync<AuditKeeper>(keeper => keeper.VerifyAsync(default));
            Assert.True((await CheckAsync()).IsGreen);
        }

        // Lost, told, anchored, and lost again before the next check.
        for (var loss = 0; loss < 2; loss++)
        {
            await File.WriteAllTextAsync(file.Path, "");
            clinic.Clock.Advance(TimeSpan.FromHours(1));
            await clinic.AddLineAsync(AuditKind.SignIn);
            await clinic.AnchorAsync();
            await clinic.InAsync<AuditKeeper>(keeper => keeper.VerifyAsync(default));
            Assert.Equal(!clinic.Services.IsSqlite(), (await CheckAsync()).IsGreen);
            clinic.Clock.Advance(TimeSpan.FromMinutes(1));
            await clinic.AnchorAsync();
        }

        await clinic.ForgetRecordAsync();
    }

    [Fact]
    public async Task What_the_day_finds_is_kept_for_the_administrator_and_on_record()
    {
        await clinic.FillRecordAsync(5);
        await clinic.InAsync<AuditKeeper>(keeper => keeper.VerifyAsync(default));
        var green = await CheckAsync();
        Assert.Equal((true, clinic.Now, 15L), (green.IsGreen, green.GreenAt, green.Lines));

        await clinic.InAsync<ClinicDb>(db => db.AuditEvents.Where(e => e.Class == AuditClass.Technical && e.Seq == 2).ExecuteUpdateAsync(e => e.SetProperty(x => x.Reason, "Other")));
        clinic.Clock.Advance(TimeSpan.FromDays(1));
        await clinic.InAsync<AuditKeeper>(keeper => keeper.VerifyAsync(default));

        var bad = await CheckAsync();
        Assert.Equal((false, "Altered", "Technical 2"), (bad.IsGreen, bad.Fault, bad.FaultAt));
        Assert.Equal(green.GreenAt, bad.GreenAt);
        var told = await clinic.InAsync<ClinicDb, List<AuditEvent>>(db => db.AuditEvents.Where(e => e.Kind == AuditKind.RecordVerified).OrderBy(e => e.Seq).ToListAsync());
        Assert.Equal([(AuditOutcome.Allowed, null), (AuditOutcome.Denied, "Altered")], told.Select(e => (e.Outcome, e.Reason)));
        await clinic.ForgetRecordAsync();
    }

    [Fact]
    public async Task Many_at_once_make_one_chain()
    {
        await clinic.ForgetRecordAsync();

        await Parallel.ForEachAsync(Enumerable.Range(0, 200), new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, _) =>
            await clinic.AddLineAsync(i % 2 == 0 ? AuditKind.VisitEntry : AuditKind.SignIn));

        Assert.Equal(new(200, null), await clinic.VerifyAsync());
    }

    [Fact]
    public async Task The_first_two_who_verify_at_once_share_the_row_that_says_so()
    {
        await clinic.FillRecordAsync(2);

        await Parallel.ForEachAsync(Enumerable.Range(0, 8), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (_, _) => await clinic.InAsync<AuditKeeper>(keeper => keeper.VerifyAsync(default)));

        Assert.True((await CheckAsync()).IsGreen);
        await clinic.ForgetRecordAsync();
    }

    [Fact]
    public async Task The_first_anchor_of_each_day_is_mailed_to_the_address_that_the_clinic_names()
    {
        await clinic.FillRecordAsync(3);
        var options = clinic.Services.GetRequiredService<IOptions<AuditOptions>>().Value;
        options.AnchorEmail = "ancla@notaria.example.test";
        try
        {
            clinic.NewDay();
            foreach (var (hours, mails) in new[] { (0, 1), (1, 1), (24, 2) })
            {
                clinic.Clock.Advance(TimeSpan.FromHours(hours));
                await clinic.AddLineAsync(AuditKind.SignIn);
                // Several instances may do so in the same moment.
                await Parallel.ForEachAsync(Enumerable.Range(0, 4), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (_, _) => await clinic.AnchorAsync());
                var anchors = await File.ReadAllLinesAsync(clinic.Services.GetRequiredService<AnchorFile>().Path);
                var mailed = (await clinic.DeliverAsync()).Where(m => m.To.Mailboxes.Single().Address == options.AnchorEmail).ToList();
                Assert.Equal(mails, mailed.Count);
                Assert.Equal(hours switch { 0 => 1, 1 => 2, _ => 3 }, anchors.Length);
                // The one of the day's first hour; the next day's is the third line.
                Assert.Contains(anchors[hours == 24 ? 2 : 0], mailed[^1].TextBody);
            }
        }
        finally
        {
            options.AnchorEmail = "";
            await clinic.ForgetRecordAsync();
        }
    }

    private AuditSeal StrangersSeal() => new(new EphemeralDataProtectionProvider(), clinic.Services.GetRequiredService<IKeyManager>());

    private Task<AuditCheck> CheckAsync() => clinic.InAsync<ClinicDb, AuditCheck>(db => db.AuditChecks.AsNoTracking().SingleAsync());
}

public sealed class TamperingStories_on_Sqlite(SqliteClinic clinic) : TamperingStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class TamperingStories_on_PostgreSql(PostgresClinic clinic) : TamperingStories(clinic), IClassFixture<PostgresClinic>;
