using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using ClinicaMV.Resources;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Pages.Admin;

/// <summary>What the clinic sets by itself, in force at the next request everywhere.</summary>
[NotOnRecord("the clinic's own settings")]
public sealed class SettingsModel(SettingsKeeper keeper, IStringLocalizer<Text> text) : PageModel
{
    public SettingsForm Input { get; private set; } = new();

    [TempData]
    public bool Saved { get; set; }

    /// <summary>Where somebody else has saved something different since this form was opened.</summary>
    public IReadOnlyList<Difference> Differences { get; private set; } = [];

    public bool IsStale { get; private set; }

    /// <summary>What stands in the database cannot be used; the form shows what is in force.</summary>
    public bool IsSpoilt { get; private set; }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        (var options, var version, IsSpoilt) = await keeper.ReadAsync(cancel);
        Input = SettingsForm.Of(options, version);
    }

    public async Task<IActionResult> OnPostAsync([Bind(Prefix = "Input")] SettingsForm input, CancellationToken cancel)
    {
        Input = input;
        if (Input.Version is not { } version)
            return BadRequest();
        if (!ModelState.IsValid)
            return Again();

        var answer = await keeper.SaveAsync(Input.ToValues(), version, HttpContext.Actor(), cancel);
        if (answer.IsStale)
            return await OvertakenAsync(cancel);
        foreach (var key in answer.Faults.Select(KeyOf).Distinct())
            AddFault(SettingsForm.FieldOf(key));
        if (!ModelState.IsValid)
            return Again();

        Saved = true;
        return RedirectToPage();
    }

    public string LabelOf(string field)
        => field.StartsWith("Days[", StringComparison.Ordinal) ? WeekText.Name(WorkingHoursModel.Week[field["Days[".Length] - '0']) : text[$"Settings.{field}"];

    // The form keeps what was typed; pressing again is agreeing to what it says.
    private async Task<IActionResult> OvertakenAsync(CancellationToken cancel)
    {
        (var options, var version, IsSpoilt) = await keeper.ReadAsync(cancel);
        var (now, mine) = (Shown(options.Values), Shown(Input.ToValues()));
        Differences = [.. mine.Where(m => now.GetValueOrDefault(m.Key, "") != m.Value).Select(m => new Difference(LabelOf(m.Key), now.GetValueOrDefault(m.Key, ""), m.Value))];
        IsStale = true;
        ModelState.Remove("Input.Version");
        Input.Version = version;
        ModelState.AddModelError("", text["Settings.Stale"]);
        return Again();
    }

    // A list is one field.
    private Dictionary<string, string> Shown(IReadOnlyDictionary<string, string?> values) => values
        .GroupBy(v => SettingsForm.FieldOf(v.Key), v => Words(v.Value))
        .ToDictionary(g => g.Key, g => string.Join(", ", g.Where(v => v.Length > 0)));

    private string Words(string? value) => value switch
    {
        "true" => text["Settings.Yes"],
        "false" => text["Settings.No"],
        _ => value ?? "",
    };

    private void AddFault(string field)
        => ModelState.AddModelError($"Input.{field}", field.StartsWith("Days[", StringComparison.Ordinal) ? text["WorkingHours.BadDay"] : text[$"Settings.Bad.{field}"]);

    private static string KeyOf(string fault) => fault.Split(' ')[0];

    private PageResult Again()
    {
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }

    public sealed record Difference(string Label, string Now, string Mine);
}
