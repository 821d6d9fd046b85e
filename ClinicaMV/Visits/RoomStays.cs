using ClinicaMV.Appointments;

namespace ClinicaMV.Visits;

/// <summary>Who was in one room. It may have been destroyed and made again in between: each time is a life of its own.</summary>
internal sealed class RoomStays
{
    /// <summary>A clock that is ahead by less than this still tells on which day somebody came, and for how long they stayed.</summary>
    private static readonly TimeSpan SameClock = TimeSpan.FromDays(1);

    private readonly List<ReportedSpan> lives;
    private readonly List<(ParticipantRole Role, ReportedSpan Span)> spans;

    private RoomStays(List<ReportedSpan> lives, List<(ParticipantRole, ReportedSpan)> spans) => (this.lives, this.spans) = (lives, spans);

    public static RoomStays Of(IEnumerable<RoomReport> reports)
    {
        var all = reports.ToList();
        var (ofRoom, heard) = (all.ToLookup(r => (r.Role, r.Connection), r => new ReportedSpan(r.From, r.To)), HeardOf(all));
        return new(
            [.. Pair(ofRoom[(null, "")])],
            [.. ofRoom.Where(c => c.Key.Role is not null).SelectMany(c => Pair(c).Select(span => (c.Key.Role!.Value, span)))]);

        // What belongs together is told by the instants as they were told.
        IEnumerable<ReportedSpan> Pair(IEnumerable<ReportedSpan> told) => ReportedSpan.Pair(told).Select(span => span.As(at => Happened(at, heard[at])));
    }

    // Told again, it was heard of later.
    private static Dictionary<DateTime, DateTime> HeardOf(List<RoomReport> reports)
        => reports.SelectMany(r => new[] { r.From, r.To }.OfType<DateTime>().Select(at => (At: at, r.ReceivedAt)))
            .GroupBy(told => told.At, told => told.ReceivedAt).ToDictionary(told => told.Key, told => told.Min());

    // Nobody tells of what is still to come: where a clock is ahead, it was when we heard of it.
    private static DateTime Happened(DateTime told, DateTime heard) => told > heard + SameClock ? heard : told;

    public IEnumerable<Stay> Stays => spans.Select(s => StayOf(s.Role, s.Span));

    public bool IsComplete => lives.All(life => life.IsWhole) && spans.All(s => s.Span.IsWhole && lives.Any(life => Holds(life, s.Span.From!.Value)));

    private static bool Holds(ReportedSpan life, DateTime at) => life.From <= at && at <= life.To;

    // Whoever came and was not seen to leave was there until the room was closed, or made anew; whoever was only seen to leave,
    // then at least.
    private Stay StayOf(ParticipantRole role, ReportedSpan span) => span switch
    {
        { From: { } from, To: { } to } => new(role, from, to, IsComplete: true),
        { From: { } from } => new(role, from, EndOfLife(from), IsComplete: false),
        _ => new(role, span.To!.Value, span.To, IsComplete: false),
    };

    private DateTime? EndOfLife(DateTime at)
        => lives.Select(life => life.To).Where(to => to >= at).Concat(lives.Select(life => life.From).Where(from => from > at)).Min();
}
