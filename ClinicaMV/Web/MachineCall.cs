using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace ClinicaMV.Web;

/// <summary>What is the same in every call that a program makes: no page for people, no cookie, a body of bounded size.</summary>
internal static class MachineCall
{
    private static readonly Encoding StrictUtf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);

    /// <summary>An answer without a body stays one.</summary>
    public static void ExpectNoPage(this HttpContext context)
    {
        if (context.Features.Get<IStatusCodePagesFeature>() is { } pages)
            pages.Enabled = false;
    }

    /// <summary>
    /// Whoever was sending has gone, and nobody hears an answer. Without this the server would read on to the end of the body, and log it as an error of ours that it cannot.
    /// </summary>
    public static void GiveUp(this HttpContext context)
    {
        context.ExpectNoPage();
        context.Abort();
    }

    /// <summary>Whether the body says that it is of that type; a charset other than UTF-8 is none that we read.</summary>
    public static bool IsOf(this HttpRequest request, string mediaType)
        => Microsoft.Net.Http.Headers.MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
           && type.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase)
           && (type.Charset.Length == 0 || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    /// <summary>The body, or <see langword="null"/> when it is longer than <paramref name="most"/> bytes, of which no more are read; empty when it never came whole.</summary>
    public static async Task<byte[]?> ReadAsync(this HttpRequest request, int most, CancellationToken cancel)
    {
        if (request.ContentLength > most)
            return null;
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = most + 1;

        var buffer = new byte[most + 1];
        try
        {
            var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel);
            return length > most ? null : buffer[..length];
        }
        // The server counts the frames of a body in pieces too, and may be the first to say that it is enough. What breaks off is no body.
        catch (BadHttpRequestException bad)
        {
            return bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? null : [];
        }
        catch (ConnectionResetException)
        {
            request.HttpContext.GiveUp();
            return [];
        }
    }

    /// <summary>The text, or <see langword="null"/> when it is none: no UTF-8, or with characters that steer instead of saying something.</summary>
    public static string? TextOf(byte[] body)
    {
        try
        {
            var text = StrictUtf8.GetString(body);
            return text.Any(c => char.IsControl(c) && !char.IsWhiteSpace(c)) ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
