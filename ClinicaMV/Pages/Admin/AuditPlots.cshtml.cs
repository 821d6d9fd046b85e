using ClinicaMV.Auditing;
using ClinicaMV.Clinic;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicaMV.Pages.Admin;

/// <summary>Denied joins by day and reason, rooms issued by week: as pictures, as tables, as files.</summary>
[OnRecord(AuditKind.RecordRead)]
public sealed class AuditPlotsModel(AuditFigures figures, ClinicTime time) : PageModel
{
    public FiguresPicture Denied { get; private set; } = null!;

    public FiguresPicture Issued { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string? format, CancellationToken cancel)
    {
        Denied = new(await figures.DeniedJoinsAsync(cancel), time.Today.AddDays(1 - AuditFigures.Days), AuditFigures.Days, 1);
        Issued = new(await figures.RoomsIssuedAsync(cancel), time.Today.AddDays(1 - 7 * AuditFigures.Weeks), AuditFigures.Weeks, 7);
        return format switch
        {
            "denied" => Csv("denied-joins.csv", Denied),
            "rooms" => Csv("rooms-issued.csv", Issued),
            _ => Page(),
        };
    }

    private static FileContentResult Csv(string name, FiguresPicture picture)
        => CsvFile.Of(name, picture.Figures.Select(f => new object?[] { f.From, f.Reason, f.Count }).Prepend(["from", "reason", "count"]));
}
