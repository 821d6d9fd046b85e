using Microsoft.Playwright;

namespace ClinicaMV.Tests.Infrastructure;

/// <summary>One headless browser for a test class (<c>IClassFixture&lt;Chromium&gt;</c>); a person is a context of its own.</summary>
public sealed class Chromium : IAsyncLifetime
{
    /// <summary>Milliseconds until what a page owes counts as missing: long, because a busy machine is no fault of the page.</summary>
    public const float Patience = 90_000;

    private const string Path = "CLINICAMV_TEST_CHROMIUM";

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
        if (Environment.GetEnvironmentVariable(Path) is null)
            throw new InvalidOperationException($"{Path} is not set: run the tests with ./test.sh.");
        playwright = await Playwright.CreateAsync();
        browser = await LaunchAsync();
    }

    /// <summary>Another one, which whoever asks for it ends.</summary>
    /// <param name="more">What it is started with besides.</param>
    public Task<IBrowser> LaunchAsync(params string[] more)
        => playwright!.Chromium.LaunchAsync(new() { ExecutablePath = Environment.GetEnvironmentVariable(Path), Args = [.. Arguments, .. more] });

    /// <summary>A visitor with an empty profile who has allowed camera and microphone.</summary>
    /// <param name="browser">The one of the class unless said otherwise.</param>
    /// <param name="baseUrl">Relative addresses start here. Camera and passkeys want https or <c>localhost</c>.</param>
    public async Task<IBrowserContext> NewPersonAsync(string baseUrl, string culture = "es-ES", ColorScheme colorScheme = ColorScheme.Light,
        int width = 1280, int height = 800, string timeZone = "Europe/Madrid", bool scripts = true, IBrowser? browser = null)
    {
        var context = await (browser ?? Browser).NewContextAsync(new()
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
