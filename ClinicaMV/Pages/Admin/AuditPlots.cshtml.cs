using System.Globalization;
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
            "denied" => Csv(Denied, "denied-joins.csv"),
            "rooms" => Csv(Issued, "rooms-issued.csv"),
            _ => Page(),
        };
    }

    // Dates, numbers and codes from the code base: nothing that a spreadsheet could take for a formula.
    private FileContentResult Csv(FiguresPicture picture, string name) => CsvFile.Of(string.Concat(picture.Figures
        .Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.From:yyyy-MM-dd},{f.Reason},{f.Count}\r\n")).Prepend("from,reason,count\r\n")), name);
}
