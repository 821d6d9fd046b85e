using System.Security.Cryptography;
using System.Text;
using ClinicaMV.Appointments;
using ClinicaMV.Data;
using Microsoft.IdentityModel.Tokens;

namespace ClinicaMV.Jitsi;

/// <summary>The tokens with which a check-up tries the video server: good ones for its own room, and such as nobody may enter with.</summary>
/// <param name="room">The room that the check-up tries.</param>
/// <param name="other">Another one, which is signed as well.</param>
/// <param name="now">The good ones hold for <see cref="CheckupRoom.Life"/> from here.</param>
public sealed class CheckupTokens(JitsiToken token, string room, string other, DateTime now)
{
    public string Room => room;

    public string Of(ParticipantRole role) => Mint(room, role, now);

    public string ForAnotherRoom() => Mint(other, ParticipantRole.Specialist, now);

    public string Expired() => Mint(room, ParticipantRole.Specialist, now - TimeSpan.FromHours(1));

    /// <summary>Unsigned, and says so (RFC 7519 section 6): a server that takes it takes anything.</summary>
    public string Unsigned()
        => $"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""")}.{Of(ParticipantRole.Specialist).Split('.')[1]}.";

    /// <summary>Signed with a key that nobody knows.</summary>
    public string ByAnotherKey()
    {
        var said = $"{Base64UrlEncoder.Encode("""{"alg":"HS256","typ":"JWT"}""")}.{Of(ParticipantRole.Specialist).Split('.')[1]}";
        return $"{said}.{Base64UrlEncoder.Encode(HMACSHA256.HashData(RandomNumberGenerator.GetBytes(32), Encoding.ASCII.GetBytes(said)))}";
    }

    private string Mint(string name, ParticipantRole role, DateTime at) => token.Mint(name, role, PublicId.New(), "", at, at + CheckupRoom.Life);
}
