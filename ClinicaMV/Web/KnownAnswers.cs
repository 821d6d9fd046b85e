using System.Globalization;

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
}
