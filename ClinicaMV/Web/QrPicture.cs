using System.Globalization;
using System.Text;
using QRCoder;

namespace ClinicaMV.Web;

/// <summary>A QR code as one SVG path: drawn in the page itself, so that no other request carries what is in it.</summary>
/// <param name="Size">Modules across, the quiet zone included.</param>
public sealed record QrPicture(int Size, string Path)
{
    public static QrPicture Of(string text)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var path = new StringBuilder();
        for (var y = 0; y < code.ModuleMatrix.Count; y++)
        {
            for (var x = 0; x < code.ModuleMatrix[y].Count; x++)
            {
                if (code.ModuleMatrix[y][x])
                    path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
            }
        }

        return new(code.ModuleMatrix.Count, path.ToString());
    }
}
