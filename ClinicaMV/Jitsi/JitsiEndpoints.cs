using ClinicaMV.Limits;
using ClinicaMV.Web;

namespace ClinicaMV.Jitsi;

/// <summary>What the video server and the browser fetch from here without an account: the public key that checks our tokens, and the pinned script.</summary>
public static class JitsiEndpoints
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    public static void MapJitsi(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("/Jitsi/Keys/{name}.pem", Reading, Key).AllowAnonymous().RequireRateLimiting(EndpointLimits.Pages);
        endpoints.MapMethods(PinnedScript.Folder + "{sha256}.js", Reading, ScriptAsync).AllowAnonymous().RequireRateLimiting(EndpointLimits.Pages);
    }

    // Prosody asks for the SHA-256 of the kid that a token names, and keeps the answer as long as it may.
    private static IResult Key(string name, HttpContext context, JitsiKey key)
    {
        if (key.Published is not { } published || published.Name != name)
            return NotFound(context);

        context.Response.Headers.CacheControl = "public, max-age=300";
        return Results.Text(published.Pem, "application/x-pem-file");
    }

    private static async Task<IResult> ScriptAsync(string sha256, HttpContext context, PinnedScripts pins)
    {
        if (sha256.Length != 64 || await pins.ReadAsync(sha256, context.RequestAborted) is not { } content)
            return NotFound(context);

        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return Results.Bytes(content, "text/javascript; charset=utf-8");
    }

    // No page for people, which would set a cookie for its forms.
    private static IResult NotFound(HttpContext context)
    {
        context.ExpectNoPage();
        return Results.NotFound();
    }
}
