namespace ClinicaMV.Tests.Infrastructure;

/// <summary>What goes wrong next, and how many times. Several faults can wait at once; each counts for itself.</summary>
public sealed class SmtpFaults
{
    private readonly Lock gate = new();
    private readonly Dictionary<SmtpFault, int> left = [];

    /// <summary>How long after its command each answer of a <see cref="SmtpFault.Slow"/> connection comes.</summary>
    public TimeSpan Delay { get; set; } = TimeSpan.FromMilliseconds(200);

    public void Next(SmtpFault fault, int times = 1)
    {
        lock (gate)
            left[fault] = times;
    }

    public int Left(SmtpFault fault)
    {
        lock (gate)
            return left.GetValueOrDefault(fault);
    }

    public void Clear()
    {
        lock (gate)
            left.Clear();
    }

    internal bool Take(SmtpFault fault)
    {
        lock (gate)
        {
            var times = left.GetValueOrDefault(fault);
            if (times > 0)
                left[fault] = times - 1;
            return times > 0;
        }
    }
}

public enum SmtpFault
{
    /// <summary>Reset before the greeting. For a port where nobody listens, use that of a disposed server.</summary>
    RefuseConnection,
    TemporaryAtRcpt,
    PermanentAtRcpt,
    DropBeforeData,
    /// <summary>The message came in whole and is lost with the connection.</summary>
    DropAfterData,
    /// <summary>The message is kept, but the sender never sees the 250.</summary>
    DropAfterStoring,
    /// <summary>Every answer of one connection waits for <see cref="SmtpFaults.Delay"/>.</summary>
    Slow,
    TlsFailure,
    /// <summary>After DATA nothing more is heard, until the client gives up.</summary>
    Silent,
    /// <summary>The same when the message has been kept.</summary>
    SilentAfterStoring,
}
