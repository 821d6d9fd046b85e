using System.Globalization;
using System.Net.Mime;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Web;

/// <summary>Answers that a script asks for again and again.</summary>
public static class KnownAnswers
{
    /// <summary>Marks the answer with what it is made from, in the reader's language.</summary>
    /// <returns>Whether the caller has that one already, to be told 304.</returns>
    public static bool Knows(this HttpContext context, string stamp)
    {
        var tag = $"\"{stamp}.{CultureInfo.CurrentUICulture.TwoLetterISOLanguageName}\"";
        context.Response.Headers.ETag = tag;
        // A proxy that compresses makes a weak one of it (RFC 9110, section 8.8.3).
        return context.Request.Headers.IfNoneMatch.ToString() is var known && (known == tag || known == $"W/{tag}");
    }

    /// <summary>As JSON whose length is known: what is written while it is made goes out in pieces, each of which wakes the reader.</summary>
    public static IResult Whole<T>(this HttpContext context, T answer)
        => Results.Text(JsonSerializer.Serialize(answer, context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions), MediaTypeNames.Application.Json, Encoding.UTF8);
}
