using System.Globalization;
using ClinicaMV.Auditing;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Pages.Admin;

/// <summary>The record of access, newest first. Pages go by key, so that they stay quick however long the record is.</summary>
[OnRecord(AuditKind.RecordRead)]
public sealed class AuditModel(ClinicDb db, ClinicTime time, AuditExport export) : PageModel, IShowsSomebody
{
    private const int PageSize = 50;

    [BindProperty(SupportsGet = true)]
    public AuditFilter Filters { get; set; } = new();

    public IReadOnlyList<AuditEvent> Events { get; private set; } = [];

    public string? ShownPersonId { get; private set; }

    /// <summary>Names of the persons on this page, by id: the record itself holds none.</summary>
    public IReadOnlyDictionary<string, string> Names { get; private set; } = new Dictionary<string, string>();

    /// <summary>The key before which the next page begins.</summary>
    public long? Next { get; private set; }

    /// <summary>When the record was last verified; nothing before the first time.</summary>
    public AuditCheck? Check { get; private set; }

    public async Task<IActionResult> OnGetAsync(AuditFormat? format, CancellationToken cancel)
    {
        ShownPersonId = await db.Users.Where(u => u.Id == Filters.Person).Select(u => u.Id).SingleOrDefaultAsync(cancel);
        if (Filters.IsBackwards)
        {
            Response.StatusCode = StatusCodes.Status400BadRequest;
            return Page();
        }

        if (format is { } file && Enum.IsDefined(file))
            return await FileAsync(file, cancel);

        var found = await Filters.Of(db, time).OrderByDescending(e => e.Id).Take(PageSize + 1).ToListAsync(cancel);
        Next = found.Count > PageSize ? found[PageSize - 1].Id : null;
        Events = [.. found.Take(PageSize)];
        var people = Events.SelectMany(e => new[] { e.ActorId, e.SubjectId }).OfType<string>().Distinct().ToList();
        Names = await db.Users.Where(u => people.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.FullName, cancel);
        Check = await db.AuditChecks.AsNoTracking().SingleOrDefaultAsync(cancel);
        return Page();
    }

    private async Task<IActionResult> FileAsync(AuditFormat format, CancellationToken cancel)
    {
        // Whoever asks only for the head of it takes nothing away.
        if (HttpMethods.IsGet(Request.Method))
            await export.RecordAsync(format, ShownPersonId, HttpContext.Actor(), cancel);
        var (type, name) = format == AuditFormat.Csv ? (CsvFile.ContentType, "record.csv") : ("application/fhir+ndjson", "record.ndjson");
        Filters.Before = null;
        return new StreamedFile(type, name, (to, token) => export.WriteAsync(format, Filters, to, CultureInfo.CurrentCulture, token));
    }
}
