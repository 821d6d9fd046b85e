using System.Collections.Concurrent;
using System.Net;

namespace ClinicaMV.Benchmarks;

/// <summary>The network of everybody at once, which counts what they are answered.</summary>
internal sealed class CountedAnswers() : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
{
    private readonly ConcurrentDictionary<HttpStatusCode, int> answers = [];
    private int locked;

    /// <summary>How many say that the database is locked.</summary>
    public int Locked => locked;

    public IReadOnlyDictionary<HttpStatusCode, int> ByStatus() => new Dictionary<HttpStatusCode, int>(answers);

    public void Clear() => answers.Clear();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        var answer = await base.SendAsync(request, cancel);
        await answer.Content.LoadIntoBufferAsync(cancel);
        answers.AddOrUpdate(answer.StatusCode, 1, (_, count) => count + 1);
        if ((await answer.Content.ReadAsStringAsync(cancel)).Contains("database is locked", StringComparison.OrdinalIgnoreCase))
            Interlocked.Increment(ref locked);
        return answer;
    }
}
