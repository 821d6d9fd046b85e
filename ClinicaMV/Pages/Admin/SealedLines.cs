using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace ClinicaMV.Pages.Admin;

/// <summary>
/// The lines of a dry run as a field of the form: what is confirmed, or downloaded, is what was shown. Sealed for one administrator and one hour,
/// so that nothing has to be kept between the two requests, on whichever instance they arrive.
/// </summary>
public sealed class SealedLines(IDataProtectionProvider protection)
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    public string Seal<TLine>(IReadOnlyList<TLine> lines, string personId)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            JsonSerializer.Serialize(brotli, lines);
        return WebEncoders.Base64UrlEncode(ProtectorOf<TLine>(personId).Protect(packed.ToArray(), Life));
    }

    /// <returns><see langword="null"/> when it is forged, somebody else's, or too old.</returns>
    public IReadOnlyList<TLine>? Open<TLine>(string? field, string personId)
    {
        try
        {
            using var packed = new MemoryStream(ProtectorOf<TLine>(personId).Unprotect(WebEncoders.Base64UrlDecode(field ?? "")));
            using var brotli = new BrotliStream(packed, CompressionMode.Decompress);
            return JsonSerializer.Deserialize<List<TLine>>(brotli);
        }
        catch (Exception fault) when (fault is CryptographicException or FormatException)
        {
            return null;
        }
    }

    private ITimeLimitedDataProtector ProtectorOf<TLine>(string personId)
        => protection.CreateProtector("PatientImport", typeof(TLine).Name, personId).ToTimeLimitedDataProtector();
}
