using System.Net;

namespace ClinicaMV.Benchmarks;

/// <summary>What a day of everybody at once has shown.</summary>
internal sealed record MixedFigures
{
    public required int People { get; init; }

    public required IReadOnlyDictionary<HttpStatusCode, int> Answers { get; init; }

    /// <summary>“database is locked”, on a page or in the log.</summary>
    public required int Locked { get; init; }

    /// <summary>Of the server alone: 1 is one core all the time.</summary>
    public required double Cores { get; init; }

    public required double Seconds { get; init; }

    /// <summary>What the server holds at the end.</summary>
    public required double MiB { get; init; }

    /// <summary>Of which are files, the program's own and the runtime's.</summary>
    public required double FilesMiB { get; init; }

    public required double MostMiB { get; init; }

    public required bool IsRecordGreen { get; init; }

    private int Asked => Answers.Values.Sum();

    private int ServerErrors => Answers.Where(a => (int)a.Key >= 500).Sum(a => a.Value);

    /// <summary>Refused in words: an hour that is taken, an appointment that somebody else has just changed.</summary>
    private int Refused => Answers.GetValueOrDefault(HttpStatusCode.BadRequest);

    /// <exception cref="InvalidOperationException">There is no figure for what went wrong.</exception>
    public MixedFigures Prove()
        => Locked + ServerErrors == 0 && IsRecordGreen && Answers.All(a => (int)a.Key < 400 || a.Key == HttpStatusCode.BadRequest) ? this : throw new InvalidOperationException($"{this}: {string.Join(", ", Answers)}");

    public override string ToString() => FormattableString.Invariant(
        $"{People} people, {Asked:N0} answers in {Seconds:0} s ({Asked / Seconds:0} a second, {Cores:0.00} cores of the server, {Cores * Seconds * 1000 / Asked:0.0} ms CPU each), a backup meanwhile: {Locked} “database is locked”, {ServerErrors} server errors; {Refused} refused in words; record {(IsRecordGreen ? "green" : "not green")}");

    public string Memory => FormattableString.Invariant($"{MiB:0} MiB, {FilesMiB:0} of them mapped files, after {Asked:N0} pages for {People} people, {MostMiB:0} at most");
}
