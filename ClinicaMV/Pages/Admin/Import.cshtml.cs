using ClinicaMV.Clinic;
using ClinicaMV.People;
using ClinicaMV.Resources;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Pages.Admin;

/// <summary>Patients from a file: first what would happen, with every line that would not come in and why; then, at a press, that and nothing else.</summary>
[NotOnRecord("an empty form; whom it invites is on record")]
[Redact]
public sealed class ImportModel(PatientImport import, SealedLines seals, IStringLocalizer<Text> text, IOptions<ClinicOptions> clinic) : PageModel
{
    private const int ShownGood = 10;

    [TempData]
    public int? Imported { get; set; }

    /// <summary>How many have just been invited.</summary>
    public int? Invited { get; private set; }

    /// <summary>What would happen; <see langword="null"/> before a file has been sent.</summary>
    public ImportReport? Report { get; private set; }

    /// <summary>The good lines as they will come back; see <see cref="SealedLines"/>.</summary>
    public string? Sealed { get; private set; }

    public IEnumerable<ImportLine> FirstGood => Report!.Good.Take(ShownGood);

    public int MoreGood => Math.Max(0, Report!.Good.Count - ShownGood);

    /// <summary>After the import: those who had got an account meanwhile.</summary>
    public IReadOnlyList<BadLine> Left { get; private set; } = [];

    public void OnGet() => Invited = Imported;

    public async Task<IActionResult> OnPostAsync(IFormFile? file, CancellationToken cancel)
    {
        if (file is null)
            return Refused(text["Field.Required"]);
        if (file.Length > PatientFile.MostBytes)
            return Refused(WordsOf(FileFault.TooBig, null));

        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes, cancel);
        var report = new PatientFile(clinic.Value.Culture).Read(bytes.ToArray());
        if (report.Fault is { } fault)
            return Refused(WordsOf(fault, report.FaultLine));

        Report = await import.CheckAsync(report, cancel);
        Sealed = seals.Seal(Report.Good, User.Id()!);
        return Page();
    }

    public async Task<IActionResult> OnPostConfirmAsync([FromForm(Name = "sealed")] string? lines, CancellationToken cancel)
    {
        if (seals.Open<ImportLine>(lines, User.Id()!) is not { } good)
            return Refused(text["Import.TooOld"]);

        Left = await import.ImportAsync(good, HttpContext.Actor(), cancel);
        Invited = good.Count - Left.Count;
        if (Left.Count > 0)
            return Page();
        Imported = Invited;
        return RedirectToPage();
    }

    /// <summary>The lines that would not come in, or did not, as a file.</summary>
    public IActionResult OnPostBad([FromForm(Name = "bad")] string? lines)
        => seals.Open<BadLine>(lines, User.Id()!) is not { } bad ? Refused(text["Import.TooOld"])
            : CsvFile.Of("import.csv", Rows(bad));

    // Numbers and our own words only: what stood on a line is not in it.
    private IEnumerable<IEnumerable<object?>> Rows(IEnumerable<BadLine> bad)
        => bad.Select(line => new object?[] { line.Number, text[$"Import.{line.Fault}", line.Other ?? 0].Value }).Prepend([text["Import.Line"].Value, text["Import.Reason"].Value]);

    private string WordsOf(FileFault fault, int? line) => text[$"Import.File.{fault}", line ?? 0];

    private PageResult Refused(string words)
    {
        ModelState.AddModelError("file", words);
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }
}
