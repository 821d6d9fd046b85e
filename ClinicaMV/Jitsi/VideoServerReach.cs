using Microsoft.Extensions.Options;

namespace ClinicaMV.Jitsi;

/// <summary>
/// Whether the video server answers us: a hint for whoever stands at the door, and no lock. It may answer a browser where it does not
/// answer us. Asked at most every few seconds by each process, however many come.
/// </summary>
public sealed class VideoServerReach(IOptions<JitsiOptions> options, JitsiServerClient server, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(15);

    /// <summary>Whoever is told that it does not answer tries again, and shall find it when it is back.</summary>
    private static readonly TimeSpan FreshNo = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly JitsiOptions jitsi = options.Value;
    private readonly Lock asking = new();
    private (DateTimeOffset At, Task<bool> Answer)? last;

    /// <summary>Always for a server that has no address of its own here: the demo server, and the one in a new tab.</summary>
    public Task<bool> AnswersAsync()
    {
        if (jitsi.Host.Length == 0)
            return Task.FromResult(true);

        lock (asking)
        {
            var now = clock.GetUtcNow();
            if (last is not { } known || now < known.At || now - known.At >= LastsFor(known.Answer))
                last = known = (now, server.AnswersAsync(jitsi.ScriptAddress, Patience));
            return known.Answer;
        }
    }
    private static TimeSpan LastsFor(Task<bool> answer) => answer is { IsCompletedSuccessfully: true, Result: false } ? FreshNo : Fresh;
}
