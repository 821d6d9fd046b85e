using Microsoft.Playwright;

namespace ClinicaMV.Tests.Infrastructure;

/// <summary>One headless browser for a test class (<c>IClassFixture&lt;Chromium&gt;</c>); a person is a context of its own.</summary>
public sealed class Chromium : IAsyncLifetime
{
    /// <summary>Milliseconds until what a page owes counts as missing: long, because a busy machine is no fault of the page.</summary>
    public const float Patience = 90_000;

    private static readonly string[] Arguments =
    [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"
    ];

    private IPlaywright? playwright;
    private IBrowser? browser;

    public IBrowser Browser => browser ?? throw new InvalidOperationException("The browser has not been started.");

    public async Task InitializeAsync()
    {
        var path = Environment.GetEnvironmentVariable("CLINICAMV_TEST_CHROMIUM")
            ?? throw new InvalidOperationException("CLINICAMV_TEST_CHROMIUM is not set: run the tests with ./test.sh.");
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = Arguments });
    }

    /// <summary>A visitor with an empty profile who has allowed camera and microphone.</summary>
    /// <param name="baseUrl">Relative addresses start here. Camera and passkeys want https or <c>localhost</c>.</param>
    public async Task<IBrowserContext> NewPersonAsync(string baseUrl, string culture = "es-ES", ColorScheme colorScheme = ColorScheme.Light,
        int width = 1280, int height = 800, string timeZone = "Europe/Madrid", bool scripts = true)
    {
        var context = await Browser.NewContextAsync(new()
        {
            BaseURL = baseUrl,
            Locale = culture,
            TimezoneId = timeZone,
            ColorScheme = colorScheme,
            ViewportSize = new() { Width = width, Height = height },
            JavaScriptEnabled = scripts,
            Permissions = ["camera", "microphone"]
        });
        context.SetDefaultTimeout(Patience);
        return context;
    }

    public async Task DisposeAsync()
    {
        if (browser is not null)
            await browser.CloseAsync();
        playwright?.Dispose();
    }
}
