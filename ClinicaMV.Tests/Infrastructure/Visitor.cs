using System.Net;
using AngleSharp;
using AngleSharp.Html.Dom;
using AngleSharp.Io;
using Microsoft.AspNetCore.Mvc.Testing;

namespace ClinicaMV.Tests.Infrastructure;

/// <summary>
/// Somebody with a browser that runs no script: cookies are kept, redirects followed, and forms sent as they were rendered,
/// hidden fields and antiforgery token included.
/// </summary>
public sealed class Visitor
{
    private const int MostRedirects = 10;
    internal const string ForwardedFor = "X-Forwarded-For";
    private static int visitors;

    private readonly HttpClient http;
    private readonly CookieContainer cookies = new();

    public Visitor(TestClinic clinic, string language)
        : this(browser => clinic.CreateDefaultClient(browser), language)
    {
    }

    /// <summary>A visitor of a program that runs as a process of its own.</summary>
    public Visitor(Uri address, HttpMessageHandler network, string language = "es")
        : this(browser => Connect(browser, address, network), language)
    {
    }

    private Visitor(Func<DelegatingHandler, HttpClient> connect, string language)
    {
        http = connect(new CookieHandler(cookies));
        http.DefaultRequestHeaders.Add("Accept-Language", language);
        http.DefaultRequestHeaders.Add("Accept", "text/html");
        From = AddressOf(Interlocked.Increment(ref visitors));
    }

    /// <summary>In the range that providers share out among their customers (RFC 6598).</summary>
    public static string AddressOf(int number) => $"100.{64 + (number >> 16 & 63)}.{number >> 8 & 255}.{number & 255}";

    /// <summary>The address from which the visitor comes, as the proxy on this machine tells it; everybody has one of their own.</summary>
    public string From
    {
        set
        {
            http.DefaultRequestHeaders.Remove(ForwardedFor);
            http.DefaultRequestHeaders.Add(ForwardedFor, value);
        }
    }

    public HttpClient Http => http;

    public CookieContainer Cookies => cookies;

    public async Task<Page> OpenAsync(string address) => await FollowAsync(await http.GetAsync(address));

    /// <summary>One request, no redirect followed.</summary>
    public Task<HttpResponseMessage> SendAsync(System.Net.Http.HttpMethod method, string address) => http.SendAsync(new(method, address));

    public async Task<Page> SignInAsync(string email, string password)
    {
        var page = await OpenAsync("/Identity/Account/Login");
        return await page.SubmitAsync("Input.Password", ("Input.Email", email), ("Input.Password", password));
    }

    internal async Task<Page> PostAsync(Uri address, IEnumerable<KeyValuePair<string, string>> fields)
        => await FollowAsync(await http.PostAsync(address, new FormUrlEncodedContent(fields)));

    internal async Task<Page> PostAsync(Uri address, HttpContent content) => await FollowAsync(await http.PostAsync(address, content));

    internal Task<HttpResponseMessage> PostOnceAsync(Uri address, IEnumerable<KeyValuePair<string, string>> fields)
        => http.PostAsync(address, new FormUrlEncodedContent(fields));

    private static HttpClient Connect(DelegatingHandler browser, Uri address, HttpMessageHandler network)
    {
        browser.InnerHandler = network;
        return new HttpClient(browser) { BaseAddress = address };
    }

    private async Task<Page> FollowAsync(HttpResponseMessage response)
    {
        var redirects = new List<string>();
        while (response.Headers.Location is { } location)
        {
            Assert.True(redirects.Count < MostRedirects, $"Redirected for ever: {string.Join(", ", redirects)}");
            redirects.Add(location.ToString());
            response = await http.GetAsync(new Uri(response.RequestMessage!.RequestUri!, location));
        }

        var context = BrowsingContext.New(Configuration.Default);
        var html = await response.Content.ReadAsStringAsync();
        var document = (IHtmlDocument)await context.OpenAsync(r => r.Content(html).Address(response.RequestMessage!.RequestUri!)
            .Header(HeaderNames.ContentType, "text/html; charset=utf-8"));
        return new Page(this, response, document);
    }

    private sealed class CookieHandler(CookieContainer cookies) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
        {
            var header = cookies.GetCookieHeader(request.RequestUri!);
            if (header.Length > 0)
                request.Headers.Add("Cookie", header);
            var response = await base.SendAsync(request, cancel);
            foreach (var cookie in response.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
                cookies.SetCookies(request.RequestUri!, cookie);
            return response;
        }
    }
}
