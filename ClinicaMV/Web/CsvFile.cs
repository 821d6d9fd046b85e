using System.Text;
using Microsoft.AspNetCore.Mvc;

namespace ClinicaMV.Web;

/// <summary>A table to take along.</summary>
public static class CsvFile
{
    public const string ContentType = "text/csv; charset=utf-8";

    /// <summary>With the mark at the start without which Excel takes UTF-8 for something else, and spoils every accent.</summary>
    public static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: true);

    public static FileContentResult Of(string text, string name) => new([.. Utf8.Preamble, .. Utf8.GetBytes(text)], ContentType) { FileDownloadName = name };
}
