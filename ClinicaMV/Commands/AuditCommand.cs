using System.CommandLine;
using System.Globalization;
using ClinicaMV.Auditing;
using ClinicaMV.Data;

namespace ClinicaMV.Commands;

/// <summary><c>audit verify|export|prune|catalogue</c>: the record, for whoever has to answer for it.</summary>
internal static class AuditCommand
{
    public static Command Command()
    {
        var catalogue = new Command("catalogue", "Prints docs/audit-events.md.");
        catalogue.SetAction(_ => Console.Write(AuditCatalogue.ToMarkdown()));
        return new("audit", "The record of access.") { Verify(), Export(), Prune(), catalogue };
    }

    private static Command Verify()
    {
        var anchor = new Option<string>("--anchor") { Description = "A file of anchors that was kept elsewhere; without it, the one in the data directory." };
        var verify = new Command("verify", "Says whether the record is the one that was written, or what the first fault is.") { anchor };
        verify.SetAction((parsed, cancel) => VerifyAsync(parsed.Settings(), parsed.GetValue(anchor), cancel));
        return verify;
    }

    private static async Task<int> VerifyAsync(string[] args, string? anchorFile, CancellationToken cancel)
    {
        if (anchorFile is not null && !File.Exists(anchorFile))
            throw new StartFailure($"audit verify: --anchor: there is no file {anchorFile}.");

        await using var app = ClinicaMVSetup.Build(args);
        await app.Services.FindDatabaseAsync(cancel);
        await using var scope = app.Services.CreateAsyncScope();
        var anchors = scope.ServiceProvider.GetRequiredService<AnchorFile>();
        var own = anchors.Path;
        if (anchorFile is not null && await AnchorsAsync(anchors, anchorFile, cancel) == 0)
            throw new StartFailure($"audit verify: --anchor: {anchorFile} holds no anchor.");

        var all = await scope.ServiceProvider.GetRequiredService<AuditVerification>().CountAsync(cancel);
        var verdict = await scope.ServiceProvider.GetRequiredService<AuditProof>().VerifyAsync(anchorFile ?? own, cancel, new ProgressLine(all));
        if (verdict.Fault is { } fault)
        {
            await Console.Error.WriteLineAsync($"The record is not the one that was written. {fault}");
            return 1;
        }

        Console.WriteLine($"{verdict.Lines} lines verified{(anchorFile is null && !File.Exists(own) ? "; there is no anchor yet that would show a cut-off end" : "")}.");
        return 0;
    }

    /// <returns>How many lines there are to hold the record against, sound or not.</returns>
    private static async Task<int> AnchorsAsync(AnchorFile anchors, string file, CancellationToken cancel)
    {
        try
        {
            var (genuine, fault) = await anchors.ReadAsync(file, cancel);
            return genuine.Count + (fault is null ? 0 : 1);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartFailure($"audit verify: --anchor: {e.Message}");
        }
    }

    private static Command Export()
    {
        var from = new Option<string>("--from") { Description = "The first day, YYYY-MM-DD by the clinic's clock." };
        var to = new Option<string>("--to") { Description = "The last day." };
        var person = new Option<string>("--person") { Description = "Only what is on record of that person, by id: as the page of the record has it." };
        var appointment = new Option<string>("--appointment") { Description = "Only what is on record of that appointment, by id." };
        var format = new Option<string>("--format") { Description = "csv, or ndjson: one FHIR R5 AuditEvent a line.", DefaultValueFactory = _ => "csv" };
        var export = new Command("export", "Writes the record to standard output; that it was taken away is on record.") { from, to, person, appointment, format };
        export.SetAction((parsed, cancel) => ExportAsync(parsed.Settings(), new()
        {
            From = DayOf("--from", parsed.GetValue(from)),
            To = DayOf("--to", parsed.GetValue(to)),
            Person = IdOf("--person", parsed.GetValue(person)),
            Appointment = IdOf("--appointment", parsed.GetValue(appointment)),
        }, FormatOf(parsed.GetValue(format)!), cancel));
        return export;
    }

    private static DateOnly? DayOf(string option, string? day) => day is null ? null
        : DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed) ? parsed
        : throw new StartFailure($"audit export: {option} is not a day like 2026-11-30.");

    private static string? IdOf(string option, string? id) => id is null || PublicId.IsOne(id) ? id
        : throw new StartFailure($"audit export: {option} is not an id of {PublicId.Length} letters and digits.");

    // By name: the framework would take a number too.
    private static AuditFormat FormatOf(string word) => Enum.GetValues<AuditFormat>().Cast<AuditFormat?>().SingleOrDefault(f => $"{f}".Equals(word, StringComparison.OrdinalIgnoreCase))
        ?? throw new StartFailure("audit export: --format is csv or ndjson.");

    private static async Task<int> ExportAsync(string[] args, AuditFilter filter, AuditFormat format, CancellationToken cancel)
    {
        if (filter.IsBackwards)
            throw new StartFailure("audit export: --to lies before --from.");

        await using var app = ClinicaMVSetup.Build(args);
        await app.Services.FindDatabaseAsync(cancel);
        await using var scope = app.Services.CreateAsyncScope();
        var export = scope.ServiceProvider.GetRequiredService<AuditExport>();
        await export.RecordAsync(format, filter.Person, Actor.System, cancel);
        await using var output = Console.OpenStandardOutput();
        await export.WriteAsync(format, filter, output, CultureInfo.InvariantCulture, cancel);
        return 0;
    }

    private static Command Prune()
    {
        var dry = new Option<bool>("--dry-run") { Description = "Says what would go, and takes nothing." };
        var prune = new Command("prune", "Deletes what is past its retention, as the daily job does.") { dry };
        prune.SetAction((parsed, cancel) => PruneAsync(parsed.Settings(), parsed.GetValue(dry), cancel));
        return prune;
    }

    private static async Task<int> PruneAsync(string[] args, bool isDry, CancellationToken cancel)
    {
        await using var app = ClinicaMVSetup.Build(args);
        await app.Services.FindDatabaseAsync(cancel);
        await using var scope = app.Services.CreateAsyncScope();
        var pruning = scope.ServiceProvider.GetRequiredService<AuditPruning>();
        var would = isDry ? "would go" : "go";
        foreach (var plan in await pruning.PlanAsync(cancel))
            Console.WriteLine(FormattableString.Invariant($"{plan.Class}: {plan.Lines} lines before {plan.Cutoff:yyyy-MM-dd} {would}"));
        Console.WriteLine($"{await pruning.CountOriginsAsync(cancel)} addresses {(isDry ? "would be" : "are")} shortened");
        if (!isDry)
            await pruning.RunAsync(cancel);
        return 0;
    }
}
