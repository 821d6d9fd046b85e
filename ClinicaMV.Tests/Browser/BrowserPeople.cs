using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using ClinicaMV.Accounts;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.Playwright;

namespace ClinicaMV.Tests.Browser;

/// <summary>People who are signed in when their browser opens: the sign-in page has tests of its own.</summary>
internal static class BrowserPeople
{
    public static async Task<IPage> SignedInAsync(this Chromium chromium, TestClinic clinic, ClinicUser person, int width = 1280, int height = 800)
    {
        var context = await chromium.NewPersonAsync(clinic.Address, width: width, height: height);
        // Over the socket, and neither cookies nor redirects taken over by the network below.
        using var network = new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false };
        var visitor = new Visitor(new Uri(clinic.Address), network);
        await visitor.SignInAsync(person.Email!, TestClinic.Password);
        await context.AddCookiesAsync(visitor.Cookies.GetAllCookies().Select(c => new Cookie
        {
            Name = c.Name, Value = c.Value, Domain = c.Domain, Path = c.Path, HttpOnly = c.HttpOnly,
        }));
        return await context.NewPageAsync();
    }

    /// <summary>
    /// Until a page whose path ends with the pattern, whatever its query, is there and loaded. The browser's driver is asked, instead of waiting for
    /// an event: <c>WaitForURLAsync</c> can lose the one it waits for (microsoft/playwright-dotnet#3364).
    /// </summary>
    public static async Task ArriveAsync(this IPage page, [StringSyntax(StringSyntaxAttribute.Regex)] string path)
    {
        await Assertions.Expect(page).ToHaveURLAsync(new Regex($@"^[^?]*{path}(\?.*)?$"), new() { Timeout = Chromium.Patience });
        await page.WaitForFunctionAsync("() => document.readyState === 'complete'");
    }
}
