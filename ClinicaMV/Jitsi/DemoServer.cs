using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ClinicaMV.Jitsi;

/// <summary>
/// The built-in stand-in for a Jitsi server: it checks the same kind of token, introduces the browsers to each other and
/// relays their signals. Sound and picture never pass here. One process only: its rooms and its key die with it.
/// </summary>
public sealed class DemoServer(TimeProvider time)
{
    /// <summary>The issuer and the audience of a demo token.</summary>
    public const string AppId = "demo";

    private readonly Dictionary<string, DemoRoom> rooms = [];
    private readonly Lock door = new();

    /// <summary>32 random bytes for HS256, new in every process: a demo token is worth nothing after a restart.</summary>
    public static byte[] Key { get; } = RandomNumberGenerator.GetBytes(32);

    public async Task<DemoParticipant?> Admit(string room, string jwt)
    {
        var checkedToken = await new JsonWebTokenHandler().ValidateTokenAsync(jwt, Rules());
        if (!checkedToken.IsValid || checkedToken.SecurityToken is not JsonWebToken token)
            return null;

        var isForThisRoom = token.TryGetPayloadValue<string>("room", out var named) && named == room;
        return isForThisRoom ? Participant(token) : null;
    }

    /// <summary>False when the room is full.</summary>
    public bool Enter(string room, DemoSeat seat)
    {
        lock (door)
        {
            if (!rooms.TryGetValue(room, out var entered))
                rooms[room] = entered = new DemoRoom();
            return entered.Enter(seat);
        }
    }

    public void Relay(string room, DemoSeat sender, string to, JsonElement signal)
    {
        lock (door)
            rooms.GetValueOrDefault(room)?.Relay(sender, to, signal);
    }

    /// <summary>Ends the conference for everybody; without effect when the one who asks is no moderator.</summary>
    public void End(string room, DemoSeat by)
    {
        lock (door)
            rooms.GetValueOrDefault(room)?.End(by);
    }

    public void Leave(string room, DemoSeat seat)
    {
        lock (door)
        {
            if (!rooms.TryGetValue(room, out var left))
                return;
            left.Leave(seat);
            if (left.IsEmpty)
                rooms.Remove(room);
        }
    }

    private TokenValidationParameters Rules() => new()
    {
        ValidIssuer = AppId,
        ValidAudience = AppId,
        ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
        IssuerSigningKey = new SymmetricSecurityKey(Key),
        // Jitsi gives no leeway either; a token without an end, which Jitsi would take, is refused here.
        LifetimeValidator = (notBefore, expires, _, _) =>
        {
            var now = time.GetUtcNow().UtcDateTime;
            return expires is not null && now < expires && (notBefore is null || notBefore <= now);
        },
    };

    private static DemoParticipant Participant(JsonWebToken token)
    {
        if (!token.TryGetPayloadValue<JsonElement>("context", out var context)
            || !context.TryGetObject("user", out var user))
            return new DemoParticipant("", false);

        var moderator = user.TryGetProperty("moderator", out var claim) && claim.ValueKind == JsonValueKind.True;
        return new DemoParticipant(user.Text("name"), moderator);
    }
}
