using System.Text.Json;

namespace ClinicaMV.Jitsi;

/// <summary>Instants as video servers write them: numbers since the Unix epoch.</summary>
internal static class ToldTime
{
    private static readonly DateTime Earliest = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime Latest = new(2200, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <exception cref="JsonException">It is there and is no instant that can be meant.</exception>
    public static DateTime? Seconds(this JsonElement element, string name) => element.Instant(name, TimeSpan.TicksPerSecond);

    /// <inheritdoc cref="Seconds"/>
    public static DateTime? Milliseconds(this JsonElement element, string name) => element.Instant(name, TimeSpan.TicksPerMillisecond);

    /// <exception cref="JsonException">It is not there.</exception>
    public static DateTime Required(this DateTime? instant) => instant ?? throw new JsonException("An instant is missing.");

    private static DateTime? Instant(this JsonElement element, string name, long ticksPerUnit)
    {
        if (!element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDecimal(out var number)
            || number < 0 || number > Latest.Ticks / ticksPerUnit)
        {
            throw new JsonException($"{name} is no instant.");
        }

        var instant = DateTime.UnixEpoch.AddTicks((long)(number * ticksPerUnit));
        return instant >= Earliest && instant < Latest ? instant : throw new JsonException($"{name} is no instant that can be meant.");
    }
}
