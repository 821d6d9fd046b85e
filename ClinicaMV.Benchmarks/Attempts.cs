using System.Collections.Concurrent;
using System.Net;
using ClinicaMV.Tests.Infrastructure;

namespace ClinicaMV.Benchmarks;

/// <summary>What people ask for. As people do: what did not work is tried again. What they saw in between counts.</summary>
internal sealed class Attempts
{
    private const int Most = 20;

    private readonly ConcurrentQueue<string> errors = new();
    private readonly ConcurrentQueue<string> whileAway = new();
    private int asked;
    private volatile bool databaseIsAway;

    /// <summary>How many pages.</summary>
    public int Asked => asked;

    /// <summary>What nobody should have seen.</summary>
    public IReadOnlyCollection<string> Errors => errors;

    /// <summary>What they saw while there was no database, which may be.</summary>
    public IReadOnlyCollection<string> WhileAway => whileAway;

    public void Fail(string error) => errors.Enqueue(error);

    public async Task<Page> AgainAsync(Func<Task<Page>> does, HttpStatusCode expected = HttpStatusCode.OK)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (wasAway, seen) = (databaseIsAway, "");
            Interlocked.Increment(ref asked);
            try
            {
                var page = await does();
                if (page.Status == expected)
                    return page;
                seen = $"{page.Path.Split('/')[^1]}: {page.Status}";
            }
            catch (Exception e) when (e is HttpRequestException or InvalidOperationException or OperationCanceledException)
            {
                seen = e.Message;
            }

            (wasAway || databaseIsAway ? whileAway : errors).Enqueue(seen);
            if (attempt == Most)
                throw new InvalidOperationException(seen);
            await Task.Delay(TimeSpan.FromSeconds(1));
        }
    }

    public async Task WithoutDatabaseAsync(Func<Task> until)
    {
        databaseIsAway = true;
        await until();
        databaseIsAway = false;
    }

    /// <returns>How many pages were asked for while that lasted.</returns>
    public async Task<int> AskedDuringAsync(Func<Task> happens)
    {
        var before = asked;
        await happens();
        return asked - before;
    }
}
