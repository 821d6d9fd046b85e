using ClinicaMV.Limits;
using ClinicaMV.Resources;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Web;

/// <summary>How people are told to wait.</summary>
public static class Waits
{
    private const int SecondsInWords = 90;

    /// <summary>The same form again, as 429, with the words at its top.</summary>
    public static PageResult TooMany(this PageModel page, TimeSpan wait, IStringLocalizer<Text> text)
    {
        page.HttpContext.RefuseForNow(wait);
        page.ModelState.AddModelError("", text.Wait(wait));
        return page.Page();
    }

    public static string Wait(this IStringLocalizer<Text> text, TimeSpan wait) => wait.TotalSeconds <= SecondsInWords
        ? text["Wait.Seconds", Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds))]
        : text["Wait.Minutes", (int)Math.Ceiling(wait.TotalMinutes)];
}
