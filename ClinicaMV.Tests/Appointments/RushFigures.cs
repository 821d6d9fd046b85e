using System.Net;

namespace ClinicaMV.Tests.Appointments;

/// <summary>What one of many received.</summary>
internal sealed record RushAnswer(bool Moves, HttpStatusCode Status, string Page)
{
    public bool IsDone => Status is HttpStatusCode.Redirect or HttpStatusCode.SeeOther;

    /// <summary>The loser is told so in words, with the next free hours; whose appointment was changed by somebody faster is told that.</summary>
    public bool IsRefused => Status == HttpStatusCode.BadRequest
        && (Page.Contains("Esa hora está ocupada") && Page.Contains("aria-labelledby=\"next-hours\"") || Moves && Page.Contains("Alguien ha cambiado esta cita mientras tanto"));
}

/// <param name="Overlaps">How many booked appointments overlap another of the same patient or specialist.</param>
/// <param name="Booked">How many appointments there are.</param>
/// <param name="Moved">How often one of them has changed.</param>
internal sealed record RushFigures(IReadOnlyCollection<RushAnswer> Answers, int Overlaps, int Booked, int Moved)
{
    /// <summary>Those who asked for what they had already, and were led to it.</summary>
    public int Led => Answers.Count(a => a.IsDone) - Booked - Moved;

    public int RefusedBookings => Answers.Count(a => a.IsRefused && !a.Moves);

    public int RefusedMoves => Answers.Count(a => a.IsRefused && a.Moves);

    public int ServerErrors => Answers.Count(a => (int)a.Status >= 500);

    /// <summary>Neither done nor refused in words.</summary>
    public IEnumerable<RushAnswer> Odd => Answers.Where(a => !a.IsDone && !a.IsRefused);

    public override string ToString()
        => FormattableString.Invariant($"{Answers.Count:N0} attempts, {Rush.AtOnce} at once: {Overlaps} overlaps, {ServerErrors} server errors; {Booked + Moved:N0} done, {Led:N0} led to what they had already, {RefusedBookings + RefusedMoves:N0} refused in words, with the next free hours");
}
