using System.Security.Cryptography;
using System.Text;
using ClinicaMV.Appointments;
using ClinicaMV.Data;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ClinicaMV.Jitsi;

/// <summary>The tokens with which a check-up tries the video server: good ones for its own room, and such as nobody may enter with.</summary>
/// <param name="room">The room that the check-up tries.</param>
/// <param name="other">Another one, which is signed as well.</param>
/// <param name="now">The good ones hold for <see cref="CheckupRoom.Life"/> from here.</param>
public sealed class CheckupTokens(JitsiToken token, string room, string other, DateTime now)
{
    public string Room => room;

    /// <summary>By which the record knows this check-up, see <see cref="CheckupRoom.ReasonOf"/>.</summary>
    public required string Reason { get; init; }

    public string Of(ParticipantRole role) => Mint(room, role, now);

    public string ForAnotherRoom() => Mint(other, ParticipantRole.Specialist, now);

    public string Expired() => Mint(room, ParticipantRole.Specialist, now - TimeSpan.FromHours(1));

    /// <summary>Unsigned, and says so (RFC 7519 section 6): a server that takes it takes anything.</summary>
    public string Unsigned()
        => $"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""")}.{Of(ParticipantRole.Specialist).Split('.')[1]}.";

    /// <summary>Signed with a key that nobody knows, of the kind that the server expects: its head, the name of the key too, is that of a good one.</summary>
    public string ByAnotherKey()
    {
        var good = Of(ParticipantRole.Specialist);
        var said = good[..good.LastIndexOf('.')];
        return $"{said}.{Base64UrlEncoder.Encode(SignatureOf(Encoding.ASCII.GetBytes(said), new JsonWebToken(good).Alg))}";
    }

    private static byte[] SignatureOf(byte[] said, string algorithm)
    {
        if (algorithm == SecurityAlgorithms.HmacSha256)
            return HMACSHA256.HashData(RandomNumberGenerator.GetBytes(32), said);

        using var rsa = RSA.Create(2048);
        return rsa.SignData(said, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    private string Mint(string name, ParticipantRole role, DateTime at) => token.Mint(name, role, PublicId.New(), "", at, at + CheckupRoom.Life);
}
