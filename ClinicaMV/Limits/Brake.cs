namespace ClinicaMV.Limits;

/// <summary>
/// How often something may be tried. The first few times cost nothing; after that each time costs a wait, twice as long as the one before.
/// What has been tried is forgotten one by one, and never locks for good.
/// </summary>
/// <param name="Name">Part of the key in the database: never rename one.</param>
/// <param name="Free">How many times cost nothing.</param>
/// <param name="First">The first wait.</param>
/// <param name="Longest">No wait is longer.</param>
/// <param name="ForgetsOneIn">After each such span of quiet one time less counts.</param>
public sealed record Brake(string Name, int Free, TimeSpan First, TimeSpan Longest, TimeSpan ForgetsOneIn)
{
    /// <summary>How the count stands when once more has been tried at <paramref name="now"/>.</summary>
    /// <param name="before">Nothing, when there is no count yet; its wait must be over.</param>
    public BrakeCount After(string key, BrakeCount? before, DateTime now)
    {
        var quiet = before is null ? TimeSpan.Zero : now - before.FreeAt;
        var forgotten = (int)Math.Clamp(quiet / ForgetsOneIn, 0, int.MaxValue);
        var times = Math.Max(0, (before?.Times ?? 0) - forgotten) + 1;
        return new() { Key = key, Times = Math.Min(times, MostCounted), FreeAt = now + WaitAfter(times) };
    }

    /// <summary>How long it is until it may be tried again.</summary>
    public TimeSpan WaitAt(BrakeCount? count, DateTime now)
    {
        // Free of charge is free at once, also when another instance's clock is a little ahead. A count from a clock that was ahead once must not
        // hold anybody back until then; twice, because no two instances have quite the same time.
        if (count is null || count.Times <= Free || count.FreeAt <= now || count.FreeAt > now + 2 * Longest)
            return TimeSpan.Zero;

        return count.FreeAt - now;
    }

    // More than this many change nothing any more, except how long it takes to forget them.
    private int MostCounted => Free + 1 + Doublings(Longest);

    private TimeSpan WaitAfter(int times)
    {
        if (times <= Free)
            return TimeSpan.Zero;

        var doublings = Math.Min(times - Free - 1, Doublings(Longest));
        var wait = First * Math.Pow(2, doublings);
        return wait < Longest ? wait : Longest;
    }

    private int Doublings(TimeSpan to) => (int)Math.Ceiling(Math.Log2(to / First));
}
