using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace ClinicaMV.Tests.Jitsi;

/// <summary>
/// Judges a token as Prosody's luajwtjitsi and token_verification do, from the raw segments and with the platform's cryptography alone:
/// nothing in it made the token.
/// </summary>
internal sealed class ProsodyVerifier(string algorithm, string issuer, string audience, string domain)
{
    public string? Secret { get; init; }

    /// <summary>The public keys by <c>kid</c>, as the key server hands them out.</summary>
    public IReadOnlyDictionary<string, string> Keys { get; init; } = new Dictionary<string, string>();

    /// <summary>What it says to everybody, whatever they show.</summary>
    public string? Refuses { get; init; }

    public bool AllowsEmpty { get; init; }
    public bool IgnoresTime { get; init; }
    public bool IgnoresSignature { get; init; }

    /// <summary>What the server says when the stream is opened.</summary>
    /// <returns>Its words of refusal; <see langword="null"/> when the token is let in.</returns>
    public string? RefusalAtTheDoor(string? token, DateTime now)
    {
        if (Refuses is not null)
            return Refuses;
        if (string.IsNullOrEmpty(token))
            return AllowsEmpty ? null : "token required";
        if (token.Split('.') is not [var head, var body, var signature] || Json(head) is not { } header || Json(body) is not { } claims)
            return "Invalid token";
        if (Text(header, "typ") != "JWT")
            return "Invalid typ";
        if (!IgnoresSignature && Text(header, "alg") != algorithm)
            return "Invalid or incorrect alg";
        if (!IgnoresSignature && RefusalOfSignature(header, $"{head}.{body}", signature) is { } refusal)
            return refusal;
        var seconds = EpochTime.GetIntDate(now);
        if (!IgnoresTime && claims.TryGetProperty("exp", out var exp) && (exp.ValueKind != JsonValueKind.Number || seconds >= exp.GetDouble()))
            return "Not acceptable by exp";
        if (!IgnoresTime && claims.TryGetProperty("nbf", out var nbf) && (nbf.ValueKind != JsonValueKind.Number || seconds < nbf.GetDouble()))
            return "Not acceptable by nbf";
        if (Text(claims, "iss") != issuer)
            return "invalid 'iss' claim";
        return Text(claims, "aud") == audience ? null : "invalid 'aud' claim";
    }

    /// <summary>What the room says to somebody who is past the door. Without a room or a domain the real check crashes and nobody is answered.</summary>
    public string? RefusalOfRoom(string token, string room)
    {
        var claims = Json(token.Split('.')[1])!.Value;
        return Text(claims, "sub") == domain && Text(claims, "room")?.ToLowerInvariant() == room ? null : "not-allowed";
    }

    public string? Refusal(string? token, string room, DateTime now) => RefusalAtTheDoor(token, now) ?? RefusalOfRoom(token!, room);

    private string? RefusalOfSignature(JsonElement header, string signed, string signature)
    {
        byte[] bytes;
        try
        {
            bytes = Base64UrlEncoder.DecodeBytes(signature);
        }
        catch (FormatException)
        {
            return "Invalid token";
        }

        var said = Encoding.ASCII.GetBytes(signed);
        if (Secret is not null)
            return HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), said).AsSpan().SequenceEqual(bytes) ? null : "Invalid signature";
        if (Text(header, "kid") is not { } kid)
            return "'kid' claim is missing";
        if (!Keys.TryGetValue(kid, out var pem))
            return "could not obtain public key";

        using var rsa = RSA.Create();
        rsa.ImportFromPem(pem);
        return rsa.VerifyData(said, bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1) ? null : "Invalid signature";
    }

    private static string? Text(JsonElement element, string name)
        => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonElement? Json(string segment)
    {
        try
        {
            var root = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(segment)).RootElement;
            return root.ValueKind == JsonValueKind.Object ? root : null;
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            return null;
        }
    }
}
