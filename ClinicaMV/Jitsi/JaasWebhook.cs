using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Jitsi;

/// <summary>
/// Reads the webhooks of JaaS, and tells whether they are. Its instants are milliseconds. That each has an
/// <c>idempotencyKey</c> is not needed: the same fact, told again, is the same row.
/// </summary>
public sealed class JaasWebhook(IOptions<JitsiOptions> options, TimeProvider clock)
{
    public const string SignatureHeader = "X-Jaas-Signature";

    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(5);

    /// <summary>Whether our secret signed this body, not longer ago (or ahead) than five minutes.</summary>
    /// <param name="header"><c>t=1632490060,v1=…</c>, with any number of <c>v1</c>.</param>
    public bool IsSigned(string? header, byte[] body)
    {
        // The base64 holds = signs too: only the first one separates.
        var elements = (header ?? "").Split(',').Select(e => e.Split('=', 2)).Where(e => e.Length == 2).Select(e => (Name: e[0].Trim(), Value: e[1].Trim())).ToList();
        if (elements.Where(e => e.Name == "t").Select(e => e.Value).ToList() is not [var t]
            || !long.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs((decimal)seconds - clock.GetUtcNow().ToUnixTimeSeconds()) > (decimal)MaxAge.TotalSeconds)
        {
            return false;
        }

        byte[] signed = [.. Encoding.UTF8.GetBytes(t + "."), .. body];
        var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(options.Value.JaasWebhookSecret), signed);
        return elements.Where(e => e.Name == "v1").Count(e => IsBase64Of(expected, e.Value)) > 0;
    }

    /// <returns><see langword="null"/> for an event that says nothing of who was there.</returns>
    /// <exception cref="JsonException">It is not what JaaS posts.</exception>
    public RoomNews? Read(byte[] body)
    {
        var said = JsonElement.Parse(body);
        if (said.ValueKind != JsonValueKind.Object || said.Text("eventType") is not { Length: > 0 } type)
            throw new JsonException("No event.");
        if (type is not ("ROOM_CREATED" or "ROOM_DESTROYED" or "PARTICIPANT_JOINED" or "PARTICIPANT_LEFT"))
            return null;
        if (said.Text("fqn").Split('/') is not [var tenant, var name])
            throw new JsonException("No room.");
        // Another customer's room is none of ours, whatever its name: with the tenant before it it never is.
        var room = tenant == options.Value.AppId ? name : $"{tenant}/{name}";

        var at = said.Milliseconds("timestamp").Required();
        var hasData = said.TryGetObject("data", out var data);
        var isBreakout = hasData && data.TryGetProperty("isBreakout", out var breakout) && breakout.ValueKind == JsonValueKind.True;
        return new(room, isBreakout, [type switch
        {
            "ROOM_CREATED" => new(null, "", at, null),
            "ROOM_DESTROYED" => new(null, "", null, at),
            "PARTICIPANT_JOINED" => new(data.Text("id"), ConnectionOf(data), at, null),
            _ => new(data.Text("id"), ConnectionOf(data), null, at),
        }]);
    }

    // Events carry an address, an id, or both; the id is the beginning of the address, or in the room's own addresses its end.
    private static string ConnectionOf(JsonElement data)
    {
        if (data.Text("participantJid").Split('@', '/') is not [var account, var host, .. var rest])
            return ShortOf(data.Text("participantId"));

        return ShortOf(host.StartsWith("conference.", StringComparison.Ordinal) && rest is [var nick, ..] ? nick : account);
    }

    private static string ShortOf(string id) => id.Split('-')[0];

    private static bool IsBase64Of(byte[] expected, string text)
    {
        Span<byte> shown = stackalloc byte[HMACSHA256.HashSizeInBytes];
        return Convert.TryFromBase64String(text, shown, out var length) && CryptographicOperations.FixedTimeEquals(shown[..length], expected);
    }
}
