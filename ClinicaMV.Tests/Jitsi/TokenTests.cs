using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClinicaMV.Appointments;
using ClinicaMV.Jitsi;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.IdentityModel.Tokens;

namespace ClinicaMV.Tests.Jitsi;

/// <summary>The tokens, letter by letter, and what a server that judges as Prosody does makes of forgeries (TRUST S05).</summary>
public sealed class TokenTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("clinicamv-token-").FullName;

    [Theory]
    [InlineData("HS256", """{"alg":"HS256","typ":"JWT"}""", "clinicamv", "clinicamv", "meet.jitsi", "true", "false")]
    [InlineData("RS256", """{"alg":"RS256","kid":"clinica/2026","typ":"JWT"}""", "clinicamv", "clinicamv", "meet.jitsi", "true", "false")]
    [InlineData("JaaS", $$"""{"alg":"RS256","kid":"{{Tokens.JaasId}}/4f4910","typ":"JWT"}""", "chat", "jitsi", Tokens.JaasId, "\"true\"", "\"false\"")]
    public void A_token_says_this_and_nothing_else(string kind, string header, string issuer, string audience, string subject, string yes, string no)
    {
        foreach (var (role, name, affiliation, moderates) in new[] { (ParticipantRole.Specialist, "Especialista", "owner", yes), (ParticipantRole.Patient, "Paciente", "member", no) })
        {
            var token = Tokens.Mint(Options(kind), role);

            Assert.Equal(header, Base64UrlEncoder.Decode(token.Split('.')[0]));
            var expected = $$$"""
                {"iss":"{{{issuer}}}","aud":"{{{audience}}}","sub":"{{{subject}}}","room":"{{{Tokens.Room}}}","nbf":{{{EpochTime.GetIntDate(Tokens.Now) - 30}}},"exp":{{{EpochTime.GetIntDate(Tokens.ClosesAt)}}},
                 "context":{"user":{"id":"p7kq2m5xw3zr6t4n","name":"{{{name}}}","affiliation":"{{{affiliation}}}","moderator":{{{moderates}}}},
                 "features":{"recording":false,"livestreaming":false,"transcription":false,"outbound-call":false} } }
                """;
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(Base64UrlEncoder.Decode(token.Split('.')[1]))), Base64UrlEncoder.Decode(token.Split('.')[1]));
            Assert.Null(Tokens.Verifier(Options(kind)).Refusal(token, Tokens.Room, Tokens.Now));
        }
    }

    [Theory]
    [InlineData("HS256", "clinicamv", "clinicamv", "meet.jitsi")]
    [InlineData("RS256", "clinicamv", "clinicamv", "meet.jitsi")]
    [InlineData("JaaS", "chat", "jitsi", Tokens.JaasId)]
    public void No_forgery_is_let_in(string kind, string issuer, string audience, string subject)
    {
        var (token, verifier) = (Tokens.Mint(Options(kind)), Tokens.Verifier(Options(kind)));
        var parts = token.Split('.');
        List<(string What, string? Token)> forgeries =
        [
            ("nothing", null), ("empty", ""), ("no signature", $"{parts[0]}.{parts[1]}."), ("two parts", $"{parts[0]}.{parts[1]}"), ("four parts", token + ".x"),
            ("alg none", $"{Encode("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}."), ("alg None, signature kept", $"{Encode("""{"alg":"None","typ":"JWT"}""")}.{parts[1]}.{parts[2]}"),
            ("cut signature", token[..^4]), ("turned signature", $"{parts[0]}.{parts[1]}.{new string([.. parts[2].Reverse()])}"), ("another signature", $"{parts[0]}.{parts[1]}.{Tokens.Mint(Options(kind), ParticipantRole.Patient).Split('.')[2]}"),
            ("a patient made owner", Reclaimed(Tokens.Mint(Options(kind), ParticipantRole.Patient), c => c["context"]!["user"]!["affiliation"] = "owner")),
            ("another room", Reclaimed(token, c => c["room"] = "cita-other")), ("every room", Reclaimed(token, c => c["room"] = "*")), ("longer", Reclaimed(token, c => c["exp"] = EpochTime.GetIntDate(Tokens.ClosesAt.AddDays(1)))),
            ("for ever", Reclaimed(token, c => c.Remove("exp"))), ("another issuer", Reclaimed(token, c => c["iss"] = "other")),
            ("HS512", Signed("HS512", parts[1], HMACSHA512.HashData)), ("HS256 by the empty key", Signed("HS256", parts[1], (_, said) => HMACSHA256.HashData(Array.Empty<byte>(), said))),
            ("HS256 by the public key", Signed("HS256", parts[1], (_, said) => HMACSHA256.HashData(Encoding.UTF8.GetBytes(Tokens.PublicPem), said))),
            ("RS256 by a stranger's key", SignedByStranger(JsonDocument.Parse(Base64UrlEncoder.Decode(parts[0])).RootElement.TryGetProperty("kid", out var kid) ? kid.GetString()! : "x", parts[1])),
            ("RS256 by a key that nobody knows", SignedByStranger("unknown", parts[1])),
        ];

        Assert.All(forgeries, f => Assert.True(verifier.Refusal(f.Token, Tokens.Room, Tokens.Now) is not null, f.What));
        // Good tokens in the wrong place: another room, before and after their time, another server.
        Assert.Equal("not-allowed", verifier.Refusal(token, Tokens.Room[..^1] + "q", Tokens.Now));
        Assert.Equal("Not acceptable by nbf", verifier.Refusal(token, Tokens.Room, Tokens.Now.AddSeconds(-31)));
        Assert.Equal("Not acceptable by exp", verifier.Refusal(token, Tokens.Room, Tokens.ClosesAt));
        foreach (var other in Kinds.Where(k => k != kind))
            Assert.NotNull(Tokens.Verifier(Options(other)).Refusal(token, Tokens.Room, Tokens.Now));
        // It is by the signature that they fail: where nobody looks at it, the claims would do.
        Assert.Null(new ProsodyVerifier("", issuer, audience, subject) { IgnoresSignature = true }.Refusal(forgeries[^1].Token, Tokens.Room, Tokens.Now));
        Scoreboard.Record("S05", kind, "Token: one algorithm per key, exact room, nbf now-30 s, exp at window close, specialist alone moderator, no personal data", $"{forgeries.Count + 5} forgeries, 0 accepted; claims golden-tested");
    }

    [Fact]
    public void Many_at_once_get_good_tokens_from_one_key()
    {
        var (minter, verifier) = (Tokens.Minter(Options("RS256")), Tokens.Verifier(Options("RS256")));

        var tokens = new string[256];
        Parallel.For(0, tokens.Length, new() { MaxDegreeOfParallelism = 32 }, i => tokens[i] = minter.Mint(Tokens.Room, ParticipantRole.Patient, $"p{i}", "Paciente", Tokens.Now, Tokens.ClosesAt));

        Assert.All(tokens, t => Assert.Null(verifier.Refusal(t, Tokens.Room, Tokens.Now)));
        Assert.Equal(tokens.Length, tokens.Distinct().Count());
    }

    [Fact]
    public void The_key_id_of_JaaS_may_come_with_or_without_the_app_id()
    {
        var options = Options("JaaS");
        options.KeyId = $"{Tokens.JaasId}/4f4910";

        Assert.Null(Tokens.Verifier(options).Refusal(Tokens.Mint(options), Tokens.Room, Tokens.Now));
    }

    [Fact]
    public void Prosody_finds_the_public_key_by_the_hash_of_its_name()
    {
        var published = new JitsiKey(Microsoft.Extensions.Options.Options.Create(Options("RS256"))).Published!.Value;

        Assert.Equal(Convert.ToHexString(SHA256.HashData("clinica/2026"u8)).ToLowerInvariant(), published.Name);
        Assert.Equal(Tokens.PublicPem, published.Pem);
        Assert.Null(new JitsiKey(Microsoft.Extensions.Options.Options.Create(Options("JaaS"))).Published);
        Assert.Null(new JitsiKey(Microsoft.Extensions.Options.Options.Create(Options("HS256"))).Published);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static readonly string[] Kinds = ["HS256", "RS256", "JaaS"];

    private JitsiOptions Options(string kind) => kind switch
    {
        "RS256" => Tokens.KeyServer(Tokens.WriteKey(folder)),
        "JaaS" => Tokens.Jaas(Tokens.WriteKey(folder)),
        _ => Tokens.SharedSecret(),
    };

    private static string Encode(string json) => Base64UrlEncoder.Encode(json);

    private static string Reclaimed(string token, Action<JsonObject> change)
    {
        var parts = token.Split('.');
        var claims = JsonNode.Parse(Base64UrlEncoder.Decode(parts[1]))!.AsObject();
        change(claims);
        return $"{parts[0]}.{Encode(claims.ToJsonString())}.{parts[2]}";
    }

    private static string Signed(string algorithm, string payload, Func<byte[], byte[], byte[]> sign)
    {
        var said = $"{Encode($$"""{"alg":"{{algorithm}}","typ":"JWT"}""")}.{payload}";
        return $"{said}.{Base64UrlEncoder.Encode(sign(RandomNumberGenerator.GetBytes(32), Encoding.ASCII.GetBytes(said)))}";
    }

    private static string SignedByStranger(string kid, string payload)
    {
        using var stranger = RSA.Create(2048);
        var said = $"{Encode($$"""{"alg":"RS256","kid":"{{kid}}","typ":"JWT"}""")}.{payload}";
        return $"{said}.{Base64UrlEncoder.Encode(stranger.SignData(Encoding.ASCII.GetBytes(said), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }
}
