using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicaMV.Tests.Data;

/// <summary>What nearly every request reads is read again as soon as anybody has committed anything, and not before.</summary>
public sealed class RememberedReadsTests(SqliteClinic clinic) : IClassFixture<SqliteClinic>
{
    private readonly (string, string) key = (Guid.NewGuid().ToString(), "");
    private int reads;

    [Fact]
    public async Task It_is_read_once_until_this_process_commits()
    {
        Assert.Equal((1, 1, 1), (await LookAsync(), await LookAsync(), await LookAsync()));
        await CommitAsync();
        Assert.Equal((2, 2), (await LookAsync(), await LookAsync()));
    }

    [Fact]
    public async Task What_another_process_commits_is_seen_as_well()
    {
        Assert.Equal(1, await LookAsync());
        // No connection of ours: what a command beside the portal, or an administrator with sqlite3, has.
        await using (var other = new SqliteConnection(new SqliteConnectionStringBuilder(clinic.Services.GetRequiredService<DataDirectory>().SqliteConnection) { Pooling = false }.ToString()))
        {
            await other.OpenAsync();
            await using var write = other.CreateCommand();
            write.CommandText = "CREATE TABLE IF NOT EXISTS Foreign_ (Number INTEGER); INSERT INTO Foreign_ VALUES (1)";
            await write.ExecuteNonQueryAsync();
        }

        Assert.Equal((2, 2), (await LookAsync(), await LookAsync()));
    }

    [Fact]
    public async Task What_is_committed_while_it_is_read_makes_it_old()
    {
        Assert.Equal(1, await LookAsync(CommitAsync));
        Assert.Equal(2, await LookAsync());
    }

    [Fact]
    public async Task What_is_undone_or_not_yet_committed_changes_nothing()
    {
        Assert.Equal(1, await LookAsync());
        await clinic.InAsync<ClinicDb>(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await WriteAsync(db);
            Assert.Equal(1, await LookAsync());
            await transaction.RollbackAsync();
        });
        Assert.Equal(1, await LookAsync());
    }

    [Fact]
    public async Task What_is_not_there_is_looked_for_again()
    {
        var asked = 0;
        for (var i = 0; i < 2; i++)
            Assert.Null(await clinic.InAsync<ClinicDb, string?>(db => db.LookAsync<string?>(key, () => Task.FromResult<string?>(++asked == 0 ? "" : null))));
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task What_one_asks_for_is_not_what_another_is_told()
    {
        Assert.Equal(1, await LookAsync());
        Assert.Equal("else", await clinic.InAsync<ClinicDb, string>(db => db.LookAsync(key, () => Task.FromResult("else"))));
        Assert.Equal(2, await clinic.InAsync<ClinicDb, int>(db => db.LookAsync((key.Item1, "somebody else"), ReadAsync)));
    }

    [Fact]
    public async Task However_many_commit_and_look_at_once_nobody_is_told_what_was_before_their_own_commit()
    {
        var value = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                var mine = Interlocked.Increment(ref value);
                await CommitAsync();
                Assert.InRange(await clinic.InAsync<ClinicDb, int>(db => db.LookAsync(key, () => Task.FromResult(Volatile.Read(ref value)))), mine, int.MaxValue);
            }
        })));
    }

    private Task<int> LookAsync(Func<Task>? meanwhile = null) => clinic.InAsync<ClinicDb, int>(db => db.LookAsync(key, async () =>
    {
        var read = await ReadAsync();
        await (meanwhile?.Invoke() ?? Task.CompletedTask);
        return read;
    }));

    private Task<int> ReadAsync() => Task.FromResult(++reads);

    private Task CommitAsync() => clinic.InAsync<ClinicDb, int>(db => db.InTurnAsync(() => WriteAsync(db), default));

    private Task<int> WriteAsync(ClinicDb db) => db.Users.Where(u => u.Id == clinic.Ana.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.ConcurrencyStamp, Guid.NewGuid().ToString()));
}
