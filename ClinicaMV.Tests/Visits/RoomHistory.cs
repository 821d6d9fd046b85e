using ClinicaMV.Appointments;
using ClinicaMV.Visits;

namespace ClinicaMV.Tests.Visits;

/// <summary>
/// What happened in a room, made up at random, and what a video server reports of it. One that sends whole stays when
/// somebody leaves and everybody's when the room is destroyed (event_sync), or one that sends bare instants (JaaS).
/// </summary>
internal sealed class RoomHistory
{
    private static readonly byte[] Ref = new byte[RoomName.RefBytes];
    private static readonly DateTime Start = new(2026, 11, 24, 9, 0, 0, DateTimeKind.Utc);

    private readonly List<(ParticipantRole Role, string Connection, DateTime From, DateTime To)> stays = [];
    private readonly List<(DateTime From, DateTime To)> lives = [];
    private readonly bool tellsStays;

    private RoomHistory(bool tellsStays) => this.tellsStays = tellsStays;

    public static RoomHistory Random(Random random, bool tellsStays)
    {
        var history = new RoomHistory(tellsStays);
        var at = Start;
        for (var life = random.Next(1, 3); life > 0; life--)
            at = history.AddLife(random, at.AddSeconds(random.Next(5, 600)));
        return history;
    }

    /// <summary>Everything that is sent, in order, each with the facts that it holds.</summary>
    public IReadOnlyList<IReadOnlyList<RoomReport>> Messages()
    {
        var messages = new List<(DateTime At, IReadOnlyList<RoomReport> Facts)>();
        foreach (var (role, connection, from, to) in stays)
        {
            messages.Add((from, [Report(role, connection, from, null)]));
            messages.Add((to, [Report(role, connection, tellsStays ? from : null, to)]));
        }

        foreach (var (from, to) in lives)
        {
            messages.Add((from, [Report(null, "", from, null)]));
            messages.Add((to, [Report(null, "", tellsStays ? from : null, to), .. tellsStays ? AllIn(from, to) : []]));
        }

        return [.. messages.OrderBy(m => m.At).Select(m => m.Facts)];
    }

    /// <summary>The true stays of which anything at all has arrived; of the others nobody can know.</summary>
    public IReadOnlyList<Stay> KnownFrom(IReadOnlyCollection<RoomReport> arrived)
        => Merged(stays.Where(s => arrived.Any(r => r.Role == s.Role && (r.From == s.From || r.To == s.To))));

    // What the component remembers of a connection is the last time that it joined.
    private IEnumerable<RoomReport> AllIn(DateTime from, DateTime to)
        => stays.Where(s => s.From >= from && s.To <= to).GroupBy(s => s.Connection).Select(g => g.Last()).Select(s => Report(s.Role, s.Connection, s.From, s.To));

    private DateTime AddLife(Random random, DateTime created)
    {
        var destroyed = created;
        foreach (var role in Enum.GetValues<ParticipantRole>())
        {
            var at = created.AddSeconds(random.Next(0, 120));
            var connection = random.Next().ToString("x");
            for (var visit = random.Next(0, 4); visit > 0; visit--)
            {
                // A reload is a new connection; only where whole stays are told can the same one come again.
                if (!tellsStays || random.Next(4) > 0)
                    connection = random.Next().ToString("x");
                var to = at.AddSeconds(random.Next(1, 900));
                stays.Add((role, connection, at, to));
                at = to.AddSeconds(random.Next(1, 60));
                destroyed = to > destroyed ? to : destroyed;
            }
        }

        lives.Add((created, destroyed = destroyed.AddSeconds(random.Next(0, 20))));
        return destroyed;
    }

    private static RoomReport Report(ParticipantRole? role, string connection, DateTime? from, DateTime? to)
        => RoomReport.Of(Ref, new(role, connection, from, to), Start.AddDays(1));

    private static List<Stay> Merged(IEnumerable<(ParticipantRole Role, string Connection, DateTime From, DateTime To)> stays)
    {
        var merged = new List<Stay>();
        foreach (var stay in stays.OrderBy(s => s.Role).ThenBy(s => s.From))
        {
            if (merged.LastOrDefault() is { } last && last.Role == stay.Role && stay.From <= last.To)
                merged[^1] = last with { To = stay.To > last.To ? stay.To : last.To };
            else
                merged.Add(new(stay.Role, stay.From, stay.To, IsComplete: true));
        }

        return merged;
    }
}
