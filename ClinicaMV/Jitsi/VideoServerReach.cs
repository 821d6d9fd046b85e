using Microsoft.Extensions.Options;

namespace ClinicaMV.Jitsi;

/// <summary>
/// Whether the video server answers us: a hint for whoever stands at the door, and no lock. It may answer a browser where it does not
/// answer us. Asked at most every few seconds by each process, however many come; once it has answered or not, nobody waits for longer
/// than a glance: then what it did last is the answer.
/// </summary>
public sealed class VideoServerReach(IOptions<JitsiOptions> options, JitsiServerClient server, TimeProvider clock)
{
    /// <summary>A server that is well answers within this.</summary>
    public static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(15);

    /// <summary>Whoever is told that it does not answer tries again, and shall find it when it is back.</summary>
    private static readonly TimeSpan FreshNo = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly JitsiOptions jitsi = options.Value;
    private readonly Lock asking = new();
    private (DateTimeOffset At, Task<bool> Answer)? last;
    private bool? before;

    /// <summary>Always for a server that has no address of its own here: the demo server, and the one in a new tab.</summary>
    public async Task<bool> AnswersAsync()
    {
        if (jitsi.Host.Length == 0)
            return true;

        var (answer, known) = Ask();
        if (known is { } old && await Task.WhenAny(answer, Task.Delay(Glance, clock)) != answer)
            return old;
        return await answer;
    }

    private (Task<bool> Answer, bool? Known) Ask()
    {
        lock (asking)
        {
            var now = clock.GetUtcNow();
            if (last is not { } asked || asked.Answer.IsCompleted && (now < asked.At || now - asked.At >= LastsFor(asked.Answer)))
            {
                before = last?.Answer is { IsCompletedSuccessfully: true } answered ? answered.Result : before;
                last = asked = (now, server.AnswersAsync(jitsi.ScriptAddress, Patience));
            }

            return (asked.Answer, before);
        }
    }

    private static TimeSpan LastsFor(Task<bool> answer) => answer is { IsCompletedSuccessfully: true, Result: true } ? Fresh : FreshNo;
}
