using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace ClinicaMV.Jitsi;

/// <summary>
/// What signs the tokens: a secret that the video server has too (HS256), or a private key of which it knows the public half
/// (RS256). Which of the two is a matter of configuration, never of a token.
/// </summary>
public sealed class JitsiKey
{
    private const int MinKeyBits = 2048;
    private const int MostFileCharacters = 65_536;

    private readonly SigningCredentials? credentials;

    public JitsiKey(IOptions<JitsiOptions> options)
    {
        var jitsi = options.Value;
        if (!jitsi.SignsWithKey || jitsi.Server is JitsiServer.Demo)
        {
            var secret = jitsi.Server is JitsiServer.Demo ? DemoServer.Key : Encoding.UTF8.GetBytes(jitsi.AppSecret);
            credentials = secret.Length > 0 ? new(new SymmetricSecurityKey(secret), SecurityAlgorithms.HmacSha256) : null;
            return;
        }

        using var rsa = Read(jitsi.PrivateKeyFile);
        // By its numbers: whoever signs makes an object of their own, and many may sign at once.
        credentials = new(new RsaSecurityKey(rsa.ExportParameters(includePrivateParameters: true)) { KeyId = jitsi.TokenKeyId }, SecurityAlgorithms.RsaSha256);
        if (jitsi.Server is JitsiServer.SelfHosted)
            Published = (Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(jitsi.TokenKeyId))), rsa.ExportSubjectPublicKeyInfoPem());
    }

    /// <exception cref="InvalidOperationException">The server takes no tokens, so nothing signs any.</exception>
    public SigningCredentials Credentials => credentials ?? throw new InvalidOperationException("The video server takes no tokens.");

    /// <summary>The public half, under the name by which Prosody's <c>asap_key_server</c> asks for it: SHA-256 of the <c>kid</c>, in hexadecimal digits.</summary>
    public (string Name, string Pem)? Published { get; }

    /// <summary>What is wrong with a private key file, as the end of a sentence; nothing when it is good.</summary>
    public static string? FaultOf(string file)
    {
        try
        {
            using var rsa = Read(file);
            rsa.ExportParameters(includePrivateParameters: true);
            return rsa.KeySize < MinKeyBits ? $"holds a key of {rsa.KeySize} bits; at least {MinKeyBits} are needed" : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"cannot be read: {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}";
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            return "holds no RSA private key in PEM without a passphrase";
        }
    }

    private static RSA Read(string file)
    {
        using var reader = new StreamReader(file);
        var text = new char[MostFileCharacters];
        var read = reader.ReadBlock(text);
        var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(text.AsSpan(0, read));
            return rsa;
        }
        catch
        {
            rsa.Dispose();
            throw;
        }
    }
}
