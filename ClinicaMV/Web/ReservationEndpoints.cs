using System.Globalization;
using System.Text.Json;
using ClinicaMV.Data;
using ClinicaMV.Jitsi;
using ClinicaMV.Resources;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Web;

/// <summary>What Prosody's <c>mod_reservations</c> asks before it lets a room exist, as it wants to be answered.</summary>
internal static partial class ReservationEndpoints
{
    private const string Path = "/Jitsi/Reservations/conference";
    private const int LargestForm = 4 * 1024;
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    // Any method: another one must not end on our login page.
    public static void MapReservations(this IEndpointRouteBuilder endpoints)
    {
        endpoints.Map(Path, AskAsync).ForServerWith(jitsi => jitsi.ReservationToken);
        endpoints.Map($"{Path}/{{id}}", AboutAsync).ForServerWith(jitsi => jitsi.ReservationToken);
    }

    private static async Task<IResult> AskAsync(HttpContext context, ReservationAuthority authority, SignedRooms rooms, JitsiMeter meter, IStringLocalizer<Text> text)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
            return Results.StatusCode(StatusCodes.Status405MethodNotAllowed);
        if (!context.Request.IsOf("application/x-www-form-urlencoded"))
            return Malformed(context, StatusCodes.Status400BadRequest);
        if (await context.Request.ReadAsync(LargestForm, context.RequestAborted) is not { } body)
            return Malformed(context, StatusCodes.Status413PayloadTooLarge);
        if (Wish.Read(body) is not { } wish)
            return Malformed(context, StatusCodes.Status400BadRequest);

        if (await rooms.ReadAsync(wish.Name, context.RequestAborted) is not { } signed)
        {
            meter.CountForgedRoom();
            context.SpeakOfClinic();
            return Refusal(text, Reservation.Unknown);
        }

        await context.SpeakAsync();
        return Answer(await authority.AskAsync(signed, context.Connection.RemoteIpAddress, context.RequestAborted), wish, text);
    }

    private static async Task<IResult> AboutAsync(string id, HttpContext context, ReservationAuthority authority, TimeProvider clock, IStringLocalizer<Text> text)
    {
        if (id.Length != PublicId.Length || id.Any(c => !char.IsAsciiLetterOrDigit(c)))
            return Results.NotFound();

        await context.SpeakAsync();
        var address = context.Connection.RemoteIpAddress;
        switch (context.Request.Method)
        {
            case "GET":
                var wish = new Wish("", "", clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
                return await authority.ShowAsync(id, address, context.RequestAborted) is { } shown ? Answer(shown, wish, text) : Results.NotFound();
            case "DELETE":
                return await authority.ReleaseAsync(id, address, context.RequestAborted) ? Results.NoContent() : Results.NotFound();
            default:
                return Results.StatusCode(StatusCodes.Status405MethodNotAllowed);
        }
    }

    private static IResult Answer(Reservation answer, Wish wish, IStringLocalizer<Text> text)
        => answer.Room is not { } room
            ? Refusal(text, answer.Refusal!)
            : Results.Json(new { room.Id, room.Name, wish.MailOwner, wish.StartTime, room.Duration, room.MaxOccupants }, Json);

    private static IResult Refusal(IStringLocalizer<Text> text, string refusal)
        => Results.Json(new { message = text.WordsFor("Reservation", refusal) }, Json, statusCode: StatusCodes.Status403Forbidden);

    private static IResult Malformed(HttpContext context, int status)
    {
        LogMalformed(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ReservationEndpoints)), status);
        return Results.StatusCode(status);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The video server asked for a room in a form that is none: {Status}")]
    private static partial void LogMalformed(ILogger log, int status);

    /// <param name="StartTime">When Prosody asks, by its own clock: echoed, because it counts the duration from there.</param>
    private sealed record Wish(string Name, string MailOwner, string StartTime)
    {
        private const int LongestField = 1023;

        public static Wish? Read(byte[] body)
        {
            if (MachineCall.TextOf(body) is not { } form)
                return null;

            var fields = QueryHelpers.ParseQuery(form);
            return Field("name") is { Length: > 0 } name && Field("mail_owner") is { } owner && Field("start_time") is { } start
                && DateTimeOffset.TryParse(start, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _)
                ? new(name, owner, start)
                : null;

            string? Field(string key)
                => fields.TryGetValue(key, out var values) && values is [{ Length: <= LongestField } value] && !value.Any(char.IsControl) ? value : null;
        }
    }
}
