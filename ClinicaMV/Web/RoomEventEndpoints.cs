using System.Text.Json;
using ClinicaMV.Jitsi;

namespace ClinicaMV.Web;

/// <summary>
/// Where Prosody's <c>event_sync</c> and JaaS tell what happens in the rooms. What is not ours to know is answered like the
/// rest: it would only be sent again.
/// </summary>
internal static partial class RoomEventEndpoints
{
    private const int LargestEvent = 64 * 1024;

    public static void MapEventSync(this IEndpointRouteBuilder endpoints)
        => endpoints.Map("/Jitsi/Events/{kind}/{what}", TakeAsync).ForServerWith(jitsi => jitsi.EventToken);

    public static void MapJaas(this IEndpointRouteBuilder endpoints) => endpoints.Map("/Jitsi/JaaS", TakeWebhookAsync).ForServer();

    private static async Task<IResult> TakeAsync(string kind, string what, HttpContext context, RoomEvents events)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
            return Results.StatusCode(StatusCodes.Status405MethodNotAllowed);
        if (!EventSync.Knows(kind, what))
            return Results.NotFound();

        var (body, refusal) = await BodyAsync(context);
        return refusal is not null ? Malformed(context, refusal.Value) : await KeepAsync(context, events, () => EventSync.Read(kind, what, body));
    }

    private static async Task<IResult> TakeWebhookAsync(HttpContext context, RoomEvents events, JaasWebhook webhook)
    {
        context.ExpectNoPage();
        if (!HttpMethods.IsPost(context.Request.Method))
            return Results.StatusCode(StatusCodes.Status405MethodNotAllowed);

        var (body, refusal) = await BodyAsync(context);
        if (refusal is not null)
            return Malformed(context, refusal.Value);
        if (!webhook.IsSigned(context.Request.Headers[JaasWebhook.SignatureHeader], body))
            return Malformed(context, StatusCodes.Status401Unauthorized);

        return await KeepAsync(context, events, () => webhook.Read(body));
    }

    private static async Task<(byte[] Body, int? Refusal)> BodyAsync(HttpContext context)
    {
        if (!context.Request.IsOf("application/json"))
            return ([], StatusCodes.Status400BadRequest);
        return await context.Request.ReadAsync(LargestEvent, context.RequestAborted) is { } body ? (body, null) : ([], StatusCodes.Status413PayloadTooLarge);
    }

    private static async Task<IResult> KeepAsync(HttpContext context, RoomEvents events, Func<RoomNews?> read)
    {
        RoomNews? news;
        try
        {
            news = read();
        }
        // Text with half a surrogate pair is an InvalidOperationException to the reader.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Malformed(context, StatusCodes.Status400BadRequest);
        }

        if (news is not null)
            await events.TakeAsync(news, context.Connection.RemoteIpAddress, context.RequestAborted);
        return Results.Ok();
    }

    private static IResult Malformed(HttpContext context, int status)
    {
        LogMalformed(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(RoomEventEndpoints)), status);
        return Results.StatusCode(status);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What was said of a room is no report: {Status}")]
    private static partial void LogMalformed(ILogger log, int status);
}
