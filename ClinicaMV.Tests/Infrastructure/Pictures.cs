using Microsoft.Playwright;

namespace ClinicaMV.Tests.Infrastructure;

/// <summary>Where the browser tests leave what they saw, for people to look at.</summary>
internal static class Pictures
{
    private const int Attempts = 5;

    /// <summary>
    /// A picture is for people and decides nothing. Headless Chromium now and then has no frame to give on a busy machine, and says so or
    /// nothing at all: it is asked again.
    /// </summary>
    public static async Task TakeAsync(this IPage page, string name, bool whole = true)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await page.ScreenshotAsync(new() { Path = PathOf(name), FullPage = whole, Timeout = 30_000 });
                return;
            }
            catch (Exception e) when (attempt < Attempts && e is (TimeoutException or PlaywrightException))
            {
                await page.BringToFrontAsync();
                await Task.Delay(attempt * 200);
            }
        }
    }

    private static string PathOf(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ClinicaMV.sln")))
            folder = folder.Parent!;
        return Path.Combine(Directory.CreateDirectory(Path.Combine(folder.FullName, "artifacts", "pictures")).FullName, name + ".png");
    }
}
