using ClinicaMV.Accounts;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Tests.Auditing;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicaMV.Tests.Data;

/// <summary>Who comes to write while somebody writes is written with the others, in one commit.</summary>
public sealed class SingleWriterTests : IClassFixture<SingleWriterTests.HastyClinic>, IDisposable
{
    private readonly SqliteClinic clinic;
    private readonly List<IServiceScope> scopes = [];
    private readonly TaskCompletionSource writes = new();

    public SingleWriterTests(HastyClinic clinic)
    {
        this.clinic = clinic;
        Context().Database.ExecuteSqlRaw("DROP TABLE IF EXISTS Odd; DROP TABLE IF EXISTS Numbers; DROP TABLE IF EXISTS Large; CREATE TABLE Large (Content BLOB); CREATE TABLE Numbers (Number INTEGER PRIMARY KEY); CREATE TABLE Odd (Number INTEGER REFERENCES Numbers)");
    }

    public void Dispose() => scopes.ForEach(scope => scope.Dispose());

    [Fact]
    public async Task Those_who_wait_share_a_commit_and_whoever_fails_fails_alone()
    {
        var busy = Occupy();
        var first = AddAsync(1);
        var again = FailAsync(1);
        var gone = InTurnAsync(_ => throw new TimeoutException());
        var second = InTurnAsync(async db =>
        {
            // The first one is there for whoever comes after it in the same transaction, and for nobody else.
            var (seen, outside) = (await CountAsync(db), await CountAsync(Context()));
            await db.Database.ExecuteSqlRawAsync("INSERT INTO Numbers VALUES (2)");
            return (seen, outside);
        });
        busy.SetResult();

        Assert.Equal(1, await first);
        // Who is told that it was taken finds it there.
        Assert.InRange(await again, 1, 2);
        await Assert.ThrowsAsync<TimeoutException>(() => gone);
        Assert.Equal((1, 0), await second);
        Assert.Equal(2, await CountAsync(Context()));
    }

    [Fact]
    public async Task A_commit_that_fails_fails_for_all_and_nothing_counts_as_saved()
    {
        var db = Context();
        db.Add(SignIn());
        var told = 0;
        db.Committed += () => told++;
        var busy = Occupy();
        var saved = db.SaveChangesAsync();
        var orphan = InTurnAsync(async other => await other.Database.ExecuteSqlRawAsync("PRAGMA defer_foreign_keys=ON; INSERT INTO Odd VALUES (7)"));
        busy.SetResult();

        await Assert.ThrowsAsync<SqliteException>(() => saved);
        await Assert.ThrowsAsync<SqliteException>(() => orphan);
        Assert.Equal((0, true), (told, db.ChangeTracker.HasChanges()));

        await db.SaveChangesAsync();
        Assert.Equal((1, false), (told, db.ChangeTracker.HasChanges()));
        Assert.True((await clinic.VerifyAsync()).IsGreen);
    }

    [Fact]
    public async Task When_SQLite_gives_up_the_transaction_nobody_before_it_is_told_that_they_were_saved()
    {
        var busy = Occupy();
        var before = AddAsync(1);
        var breaks = InTurnAsync(async db => await db.Database.ExecuteSqlRawAsync("ROLLBACK"));
        var after = AddAsync(3);
        busy.SetResult();

        await Assert.ThrowsAnyAsync<Exception>(() => before);
        await Assert.ThrowsAnyAsync<Exception>(() => breaks);
        Assert.Equal(1, await after);
        Assert.Equal([3L], await Context().Database.SqlQueryRaw<long>("SELECT Number AS Value FROM Numbers").ToListAsync());
    }

    [Fact]
    public async Task A_full_disk_is_told_as_such_to_all_whom_it_cost_their_save()
    {
        var busy = Occupy();
        var before = AddAsync(1);
        var fills = InTurnAsync(async db =>
        {
            await db.Database.ExecuteSqlRawAsync("PRAGMA max_page_count=1"); // as many as there are
            await using var transaction = await db.Database.BeginTransactionAsync();
            await db.Database.ExecuteSqlRawAsync("INSERT INTO Large VALUES (zeroblob(10000000))");
        });
        busy.SetResult();

        foreach (var write in new Task[] { before, fills })
        {
            var failure = await Assert.ThrowsAsync<SqliteException>(() => write);
            Assert.Equal((13, true), (failure.SqliteErrorCode, failure.RefusesWrites()));
        }

        Assert.Equal(1, await AddAsync(2));
        Assert.Equal(1, await CountAsync(Context()));
    }

    [Fact]
    public async Task Whoever_has_a_connection_open_commits_alone_in_their_place()
    {
        var busy = Occupy();
        var first = AddAsync(1);
        var alone = Context();
        await alone.Database.OpenConnectionAsync();
        var seen = alone.InTurnAsync(() => CountAsync(alone), default);
        var last = AddAsync(2);
        busy.SetResult();

        // The one before it is on the disk, the one after it not yet there.
        Assert.Equal(1, await seen);
        Assert.Equal((1, 1), (await first, await last));
    }

    [Fact]
    public async Task While_another_process_writes_those_who_wait_are_told_so_together()
    {
        var alone = Context();
        await alone.Database.OpenConnectionAsync();
        var busy = alone.InTurnAsync(async () =>
        {
            await writes.Task;
            return 0;
        }, default);
        TellLastOne("PRAGMA busy_timeout=0");
        var waiting = new[] { AddAsync(1), AddAsync(2), AddAsync(3) };
        await using (var foreign = new SqliteConnection($"Data Source={Path.Combine(clinic.Folder, "clinica.db")};Pooling=False"))
        {
            await foreign.OpenAsync();
            await using var transaction = foreign.BeginTransaction(); // BEGIN IMMEDIATE
            writes.SetResult();
            await busy;

            var failures = new List<Exception>();
            foreach (var write in waiting)
                failures.Add(await Assert.ThrowsAsync<SqliteException>(() => write));
            // One has waited for the lock, and not each after the other.
            Assert.Single(failures.Distinct());
            Assert.True(failures[0].RefusesWrites());
        }

        Assert.Equal(1, await AddAsync(4));
        Assert.Equal(1, await CountAsync(Context()));
        TellLastOne("PRAGMA busy_timeout=5000");
    }

    [Fact]
    public async Task Whoever_saves_and_waits_for_it_goes_the_same_way()
    {
        var db = Context();
        db.Add(SignIn());
        var told = 0;
        db.Committed += () => told++;

        var saved = await Task.Run(() => db.SaveChanges());

        Assert.Equal((1, 1, false), (saved, told, db.ChangeTracker.HasChanges()));
        Assert.True((await clinic.VerifyAsync()).IsGreen);
    }

    [Fact]
    public async Task Whoever_has_gone_away_meanwhile_is_not_written()
    {
        using var leaves = new CancellationTokenSource();
        var busy = Occupy();
        var db = Context();
        var gone = db.InTurnAsync(() => db.Database.ExecuteSqlRawAsync("INSERT INTO Numbers VALUES (1)"), leaves.Token);
        var stays = AddAsync(2);
        await leaves.CancelAsync();
        busy.SetResult();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        Assert.Equal(1, await stays);
        Assert.Equal(1, await CountAsync(Context()));
    }

    // The one that came back last, which is lent first.
    private void TellLastOne(string pragma) => Context().Database.ExecuteSqlRaw(pragma);

    private AuditEvent SignIn() => new() { At = clinic.Now, Kind = AuditKind.SignIn, Class = AuditKinds.ClassOf(AuditKind.SignIn), Outcome = AuditOutcome.Allowed, ActorRole = Roles.Patient };

    // Whoever comes now has to wait until it ends.
    private TaskCompletionSource Occupy()
    {
        _ = InTurnAsync(async _ =>
        {
            await writes.Task;
            return 0;
        });
        return writes;
    }

    private Task<int> AddAsync(int number) => InTurnAsync(db => db.Database.ExecuteSqlAsync($"INSERT INTO Numbers VALUES ({number})"));

    private async Task<int> FailAsync(int number)
    {
        var failure = await Assert.ThrowsAsync<SqliteException>(() => AddAsync(number));
        Assert.Equal(19, failure.SqliteErrorCode);
        return await CountAsync(Context());
    }

    private Task<T> InTurnAsync<T>(Func<ClinicDb, Task<T>> write)
    {
        var db = Context();
        return db.InTurnAsync(() => write(db), default);
    }

    private Task<int> InTurnAsync(Func<ClinicDb, Task> write) => InTurnAsync(async db =>
    {
        await write(db);
        return 0;
    });

    private ClinicDb Context()
    {
        scopes.Add(clinic.Services.CreateScope());
        return scopes[^1].ServiceProvider.GetRequiredService<ClinicDb>();
    }

    /// <summary>In which nobody waits for a lock as long as in others.</summary>
    public sealed class HastyClinic : SqliteClinic
    {
        public HastyClinic() => Configure("Database:ConnectionString", $"Data Source={Path.Combine(Folder, "clinica.db")};Default Timeout=1");
    }

    private static Task<int> CountAsync(ClinicDb db) => db.Database.SqlQueryRaw<int>("SELECT COUNT(*) AS Value FROM Numbers").SingleAsync();
}
