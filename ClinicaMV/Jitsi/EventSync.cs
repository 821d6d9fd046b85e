using System.Text.Json;

namespace ClinicaMV.Jitsi;

/// <summary>Reads what Prosody's <c>event_sync</c> component posts. Its instants are seconds.</summary>
public static class EventSync
{
    public static bool Knows(string kind, string what)
        => (kind.ToLowerInvariant(), what.ToLowerInvariant()) is ("room", "created" or "destroyed") or ("occupant", "joined" or "left");

    /// <exception cref="JsonException">It is not what the component posts.</exception>
    public static RoomNews Read(string kind, string what, byte[] body)
    {
        var said = JsonElement.Parse(body);
        if (said.ValueKind != JsonValueKind.Object || said.Text("room_name") is not { Length: > 0 } room)
            throw new JsonException("No room.");

        var isBreakout = said.TryGetProperty("is_breakout", out var breakout) && breakout.ValueKind == JsonValueKind.True;
        return new(room, isBreakout, (kind.ToLowerInvariant(), what.ToLowerInvariant()) switch
        {
            ("room", "created") => [new(null, "", said.Seconds("created_at").Required(), null)],
            ("room", _) => [new(null, "", said.Seconds("created_at"), said.Seconds("destroyed_at").Required()), .. Occupants(said)],
            (_, var event_) => [Occupant(said, isLeaving: event_ == "left")],
        });
    }

    private static ToldFact Occupant(JsonElement said, bool isLeaving)
    {
        if (!said.TryGetObject("occupant", out var occupant))
            throw new JsonException("No occupant.");

        var fact = FactOf(occupant);
        _ = (isLeaving ? fact.To : fact.From).Required();
        return isLeaving ? fact : fact with { To = null };
    }

    // Whoever was in the room while it was there, so that a lost report is made good.
    private static IEnumerable<ToldFact> Occupants(JsonElement said)
        => said.TryGetProperty("all_occupants", out var all) && all.ValueKind == JsonValueKind.Array
            ? all.EnumerateArray().Where(o => o.ValueKind == JsonValueKind.Object).Select(FactOf).Where(f => (f.From ?? f.To) is not null)
            : [];

    private static ToldFact FactOf(JsonElement occupant)
    {
        var (from, to) = (occupant.Seconds("joined_at"), occupant.Seconds("left_at"));
        return new(occupant.Text("id"), occupant.Text("occupant_jid"), from, to < from ? from : to);
    }
}
