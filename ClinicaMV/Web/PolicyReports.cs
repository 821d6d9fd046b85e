using System.Text.Json;
using ClinicaMV.Limits;

namespace ClinicaMV.Web;

/// <summary>
/// Where browsers tell what the content policy has stopped. Anybody can write here: what is kept is a line with directive and host,
/// never a path, which can hold a room or a code.
/// </summary>
public sealed partial class PolicyReports(ILogger<PolicyReports> log)
{
    private const int LargestBody = 16 * 1024;
    private const int MostReports = 10;
    private static readonly string[] MediaTypes = ["application/csp-report", "application/reports+json", "application/json"];

    public static void Map(IEndpointRouteBuilder endpoints) => endpoints
        .Map(ContentPolicies.ReportPath, (HttpContext context, PolicyReports reports) => reports.TakeAsync(context))
        .AllowAnonymous().RequireRateLimiting(EndpointLimits.Reports);

    private async Task<IResult> TakeAsync(HttpContext context)
    {
        context.ExpectNoPage();
        if (!HttpMethods.IsPost(context.Request.Method))
            return Results.StatusCode(StatusCodes.Status405MethodNotAllowed);
        if (!MediaTypes.Contains(context.Request.ContentType?.Split(';')[0].Trim()))
            return Results.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        if (await context.Request.ReadAsync(LargestBody, context.RequestAborted) is not { } body)
            return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);

        return Log(body) ? Results.NoContent() : Results.BadRequest();
    }

    private bool Log(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            foreach (var report in ReportsIn(json.RootElement).Take(MostReports))
            {
                var directive = Word(Text(report, "effectiveDirective") ?? Text(report, "effective-directive") ?? Text(report, "violated-directive"));
                LogStopped(directive, Place(Text(report, "blockedURL") ?? Text(report, "blocked-uri")));
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // One report under "csp-report" (report-uri), or a list of which each has a "body" (report-to).
    private static IEnumerable<JsonElement> ReportsIn(JsonElement root) => root.ValueKind switch
    {
        JsonValueKind.Object when root.TryGetProperty("csp-report", out var one) && one.ValueKind == JsonValueKind.Object => [one],
        JsonValueKind.Array => root.EnumerateArray().Where(r => r.ValueKind == JsonValueKind.Object)
            .Select(r => r.TryGetProperty("body", out var body) ? body : default).Where(b => b.ValueKind == JsonValueKind.Object),
        _ => throw new JsonException(),
    };

    private static string? Text(JsonElement report, string name)
        => report.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Word(string? text)
        => text?.Split(' ')[0] is { Length: > 0 and <= 40 } word && word.All(c => char.IsAsciiLetterLower(c) || c == '-') ? word : "other";

    private static string Place(string? blocked) => Uri.TryCreate(blocked, UriKind.Absolute, out var uri) && uri.Host.Length > 0
        ? $"{uri.Scheme}://{uri.IdnHost}" : Word(blocked);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The content policy stopped {Directive} from {Place}")]
    private partial void LogStopped(string directive, string place);
}
