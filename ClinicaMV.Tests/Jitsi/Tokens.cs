using System.Security.Cryptography;
using ClinicaMV.Appointments;
using ClinicaMV.Jitsi;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Tests.Jitsi;

/// <summary>The three kinds of token that the portal mints, for tests without a portal, and the keys behind them.</summary>
internal static class Tokens
{
    public const string Secret = "vX4-mq9Zt!u7Lw2Ps8Rk0Dj5Hc3Nb6Fy1-Ga";
    public const string JaasId = "vpaas-magic-cookie-0123456789abcdef0123456789abcdef";
    public const string Room = "cita-aeaq22mzr6kz3vfcwzr5ttwqpnlm2l6cfjgwtqx3ah5dnvhe";

    public static readonly DateTime Now = new(2026, 11, 24, 9, 0, 0, DateTimeKind.Utc);
    public static readonly DateTime ClosesAt = Now.AddMinutes(65);

    private static readonly Lazy<RSA> Rsa = new(() => RSA.Create(2048));

    public static string PrivatePem => Rsa.Value.ExportPkcs8PrivateKeyPem();

    public static string PublicPem => Rsa.Value.ExportSubjectPublicKeyInfoPem();

    /// <summary>In a folder that the caller removes.</summary>
    public static string WriteKey(string folder, string? pem = null)
    {
        var file = Path.Combine(folder, $"{Guid.NewGuid():N}.pem");
        File.WriteAllText(file, pem ?? PrivatePem);
        return file;
    }

    public static JitsiOptions SharedSecret() => new() { Server = JitsiServer.SelfHosted, Domain = "meet.example.test", AppId = "clinicamv", AppSecret = Secret };

    public static JitsiOptions KeyServer(string file) => new() { Server = JitsiServer.SelfHosted, Domain = "meet.example.test", AppId = "clinicamv", PrivateKeyFile = file, KeyId = "clinica/2026" };

    public static JitsiOptions Jaas(string file) => new() { Server = JitsiServer.JaaS, AppId = JaasId, PrivateKeyFile = file, KeyId = "4f4910" };

    public static JitsiToken Minter(JitsiOptions options) => new(Options.Create(options), new JitsiKey(Options.Create(options)));

    public static string Mint(JitsiOptions options, ParticipantRole role = ParticipantRole.Specialist)
        => Minter(options).Mint(Room, role, "p7kq2m5xw3zr6t4n", role == ParticipantRole.Specialist ? "Especialista" : "Paciente", Now, ClosesAt);

    /// <summary>As a well-set server of that kind judges.</summary>
    public static ProsodyVerifier Verifier(JitsiOptions options) => options switch
    {
        { Server: JitsiServer.JaaS } => new("RS256", "chat", "jitsi", JaasId) { Keys = new Dictionary<string, string> { [$"{JaasId}/4f4910"] = PublicPem } },
        { SignsWithKey: true } => new("RS256", "clinicamv", "clinicamv", "meet.jitsi") { Keys = new Dictionary<string, string> { ["clinica/2026"] = PublicPem } },
        _ => new("HS256", "clinicamv", "clinicamv", "meet.jitsi") { Secret = Secret },
    };
}
