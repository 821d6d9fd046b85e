using System.Text.Json;
using ClinicaMV.Visits;

namespace ClinicaMV.Jitsi;

/// <summary>A room for two and those who come along. Not thread-safe: <see cref="DemoServer"/> holds the door.</summary>
internal sealed class DemoRoom
{
    private const int Capacity = 2 + Companion.Most;

    private readonly List<DemoSeat> seats = [];

    public bool IsEmpty => seats.Count == 0;

    public bool Enter(DemoSeat newcomer)
    {
        if (seats.Count == Capacity)
            return false;

        foreach (var seat in seats)
            seat.Post(new { type = "peer-joined", peer = newcomer.Card });
        newcomer.Post(new { type = "joined", me = newcomer.Card, peers = seats.Select(seat => seat.Card).ToArray() });
        seats.Add(newcomer);
        return true;
    }

    /// <param name="to">The id of the one whom it is for; everybody when it names nobody.</param>
    public void Relay(DemoSeat sender, string to, JsonElement data)
    {
        if (!seats.Contains(sender))
            return;
        // Wrapped with the sender's id, so that nobody can speak in the server's name.
        foreach (var seat in seats.Where(seat => seat != sender && (to.Length == 0 || seat.Id == to)))
            seat.Post(new { type = "signal", from = sender.Id, data });
    }

    public void End(DemoSeat by)
    {
        if (!by.IsModerator || !seats.Contains(by))
            return;
        foreach (var seat in seats)
            seat.Refuse("conference.destroyed");
        seats.Clear();
    }

    public void Leave(DemoSeat leaver)
    {
        if (!seats.Remove(leaver))
            return;
        foreach (var seat in seats)
            seat.Post(new { type = "peer-left", peer = leaver.Card });
    }
}
