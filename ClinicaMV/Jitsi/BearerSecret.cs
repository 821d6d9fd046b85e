using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Jitsi;

/// <summary>Whether a call shows the secret that its endpoint asks for (<c>Authorization: Bearer …</c>), compared in constant time.</summary>
public sealed class BearerSecret(IOptions<JitsiOptions> options)
{
    private const string Scheme = "Bearer ";

    public bool IsShownBy(HttpContext context)
        => context.GetEndpoint()?.Metadata.GetMetadata<AskedSecret>() is { } asked
           && context.Request.Headers.Authorization is [{ } header]
           && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
           && AreEqual(header[Scheme.Length..].Trim(), asked.Of(options.Value));

    // Of equal length whatever was shown, so that not even the length can be measured.
    private static bool AreEqual(string shown, string secret)
        => secret.Length > 0 && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(shown)), SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}

/// <summary>On an endpoint: which of the secrets the video server has to show there.</summary>
public sealed record AskedSecret(Func<JitsiOptions, string> Of);
