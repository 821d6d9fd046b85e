using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using ClinicaMV.Tests.Infrastructure;

namespace ClinicaMV.Benchmarks;

/// <summary>So many requests, some at once, and what they cost. Whoever asks lives in this process too: CPU and memory are of both, for every rung alike.</summary>
internal sealed record Load(int AtOnce, double Rate, double P50, double P95, double P99, double CpuPerRequest, double KilobytesPerRequest)
{
    public static readonly int[] Crowds = [1, 8, 32];

    private const double MostCompiling = 0.05;
    private const int MostWarmUps = 15;

    private static readonly SocketsHttpHandler Network = new() { AllowAutoRedirect = false, UseCookies = false };
    private static int addresses;

    /// <summary>One round of it.</summary>
    public static async Task<Load> RunAsync(int atOnce, Question question)
    {
        await Task.Delay(question.Rest);
        return await OfAsync(atOnce, question.Requests, i => AnswerAsync(question.Ask(i)));
    }

    /// <summary>The same of whatever can be asked.</summary>
    public static async Task<Load> OfAsync(int atOnce, int requests, Func<int, Task> ask)
    {
        var times = new double[requests];
        var (next, cpu, allocated, from) = (-1, Process.GetCurrentProcess().TotalProcessorTime, GC.GetTotalAllocatedBytes(), Stopwatch.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => Task.Run(async () =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < requests;)
            {
                var asked = Stopwatch.GetTimestamp();
                await ask(i);
                times[i] = Stopwatch.GetElapsedTime(asked).TotalMilliseconds;
            }
        })));
        var seconds = Stopwatch.GetElapsedTime(from).TotalSeconds;
        Array.Sort(times);
        return new(atOnce, requests / seconds, At(50), At(95), At(99), (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMilliseconds / requests, (GC.GetTotalAllocatedBytes() - allocated) / 1024.0 / requests);

        double At(int percent) => times[Math.Min(requests - 1, requests * percent / 100)];
    }

    /// <summary>Asks until the runtime has compiled for good what answers: it does so beside the answers, and on the same processors.</summary>
    public static Task WarmUpAsync(int atOnce, Question question) => WarmUpAsync(() => RunAsync(atOnce, question));

    /// <inheritdoc cref="WarmUpAsync(int, Question)"/>
    public static async Task WarmUpAsync(Func<Task<Load>> round)
    {
        for (var i = 0; i < MostWarmUps; i++)
        {
            var (compiling, cpu) = (JitInfo.GetCompilationTime(), Process.GetCurrentProcess().TotalProcessorTime);
            await round();
            if ((JitInfo.GetCompilationTime() - compiling) / (Process.GetCurrentProcess().TotalProcessorTime - cpu) < MostCompiling)
                return;
        }
    }

    /// <summary>Waits for all of the answer.</summary>
    public static async Task AnswerAsync(Task<HttpResponseMessage> asked)
    {
        using var answer = await asked;
        await answer.Content.ReadAsByteArrayAsync();
        if ((int)answer.StatusCode >= 400)
            throw new InvalidOperationException($"{answer.RequestMessage!.RequestUri}: {answer.StatusCode}");
    }

    /// <summary>
    /// Whoever asks, of the portal and of the ladder alike: what it costs to ask is in both figures. The cookies are those of now, for good,
    /// and no redirect is followed: each request is one that is measured.
    /// </summary>
    public static HttpClient Client(string address, string cookies = "")
    {
        var http = new HttpClient(Network, disposeHandler: false) { BaseAddress = new(address) };
        http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        if (cookies.Length > 0)
            http.DefaultRequestHeaders.Add("Cookie", cookies);
        return http;
    }

    /// <summary>As if from another network each time: the outer limits are not what is measured.</summary>
    public static HttpRequestMessage Request(HttpMethod method, string address, HttpContent? content = null)
    {
        var request = new HttpRequestMessage(method, address) { Content = content };
        request.Headers.Add(Visitor.ForwardedFor, Visitor.AddressOf(Interlocked.Increment(ref addresses)));
        return request;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{AtOnce} at once: {Rate:0}/s, p50 {P50:0.0}, p95 {P95:0.0}, p99 {P99:0.0} ms, {CpuPerRequest:0.00} ms CPU, {KilobytesPerRequest:0} KiB");
}
