using ClinicaMV.Auditing;
using ClinicaMV.Tests.Infrastructure;

namespace ClinicaMV.Benchmarks;

/// <summary>What the day of two instances has shown, and whether that is as it must be.</summary>
internal sealed record SoakVerdict
{
    // As many visits are under way in the one as in the other. Both after the instances were started again: what is left of those that are
    // gone, whose statics and clock live on in this process, no clinic has.
    private const int EarlyHour = 6;
    private const int LateHour = 10;
    private const double MostGrowth = 1.1;

    public required int Hours { get; init; }

    public required TimeSpan Took { get; init; }

    public required Attempts Attempts { get; init; }

    /// <summary>Of each restart, how many pages were asked for while it lasted.</summary>
    public required IReadOnlyList<int> Meanwhile { get; init; }

    public required TimeSpan DatabaseAway { get; init; }

    /// <summary>How often somebody got into a room that was not theirs.</summary>
    public required int StrangersIn { get; init; }

    /// <summary>How many different ones there were: each visit has its own.</summary>
    public required int Rooms { get; init; }

    public required OwedMail Owed { get; init; }

    public required SentTwice Twice { get; init; }

    /// <summary>In MiB, after each hour.</summary>
    public required IReadOnlyList<long> Heap { get; init; }

    public required AuditVerdict Record { get; init; }

    private double Growth => (double)Heap[LateHour - 1] / Heap[EarlyHour - 1];

    private bool IsMet => Attempts.Errors.Count == 0 && StrangersIn + Owed.Lost == 0 && Twice.Mails == Twice.Unheard && Rooms == Owed.Visits && Growth <= MostGrowth && Record.IsGreen && !Meanwhile.Contains(0);

    /// <exception cref="InvalidOperationException">It is not as it must be; the figure stands on the scoreboard all the same.</exception>
    public void Publish()
    {
        Scoreboard.Record("soak", "PostgreSQL, two instances", "a day with a restart of each and of the database: 0 errors shown, 0 rooms for the wrong person, 0 mails lost, memory flat (at most 1.1 times once both have been started again)", $"{this}");
        if (!IsMet)
            throw new InvalidOperationException($"{this}{Told(Attempts.Errors)}");
    }

    public override string ToString() => string.Join("; ",
        FormattableString.Invariant($"{Owed.Visits} visits of {Hours} hours in {Took.TotalMinutes:0} minutes, {Attempts.Asked} pages, {string.Join(", ", Meanwhile)} of them during the restarts: {Attempts.Errors.Count} errors shown, {Attempts.WhileAway.Count} more in the {DatabaseAway.TotalSeconds:0} s in which the database started again{Told(Attempts.WhileAway)}"),
        $"{StrangersIn} rooms for the wrong person, {Rooms} rooms",
        $"{Owed}, {Twice}",
        FormattableString.Invariant($"heap {string.Join(", ", Heap)} MiB after each hour: {Growth:0.00} times from hour {EarlyHour} to {LateHour}"),
        $"record {(Record.IsGreen ? "green" : Record.Fault?.ToString())}: {(IsMet ? "met" : "missed")}");

    private static string Told(IEnumerable<string> seen) => string.Concat(seen.CountBy(s => s).Select(s => $"; {s.Value} × “{s.Key}”"));
}
