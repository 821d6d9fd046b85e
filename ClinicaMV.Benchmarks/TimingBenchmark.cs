using System.Diagnostics;
using System.Globalization;
using System.Net;
using ClinicaMV.Accounts;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.People;
using Microsoft.AspNetCore.Identity;

namespace ClinicaMV.Benchmarks;

/// <summary>
/// Whether the time of an answer tells a known address from an unknown one, over the real socket (TRUST S09): pairs in random order, and
/// how often the known one took longer. One half is what tossing a coin would give.
/// </summary>
internal static class TimingBenchmark
{
    private const int Pairs = 500;
    private const int WarmUps = 20;
    private const int SignIns = 100;
    private const double MostArea = 0.55;

    private static int asked;

    public static async Task RunAsync()
    {
        var sqlite = new SqliteClinic();
        sqlite.UseKestrel(0);
        await Clinics.InAsync(sqlite, clinic => MeasureAsync(clinic, "SQLite"));
        var postgres = new PostgresClinic();
        postgres.UseKestrel(0);
        await Clinics.InAsync(postgres, clinic => MeasureAsync(clinic, "PostgreSQL"));
    }

    private static async Task MeasureAsync(TestClinic clinic, string database)
    {
        // Each with an address of its own: what is counted against an address must not become the difference.
        var known = new List<ClinicUser>();
        for (var i = 0; i < Pairs + WarmUps; i++)
            known.Add(await clinic.AddAsync(Roles.Patient));
        await WeighAsync(clinic, database, known);
        await CompareAsync(clinic, database, "sign-in", "/Identity/Account/Login", "", known, email => [("Input.Email", email), ("Input.Password", "no es esta la frase")]);
        await CompareAsync(clinic, database, "forgotten password", "/Identity/Account/ForgotPassword", "", known, email => [("Input.Email", email)]);
        await CompareAsync(clinic, database, "sign-in code", "/Identity/Account/Login", "?handler=Code", known, email => [("Input.Email", email)]);
        await CompareAsync(clinic, database, "invitation", "/Identity/Account/AcceptInvitation", "", known,
            email => [("id", known.Find(p => p.Email == email)?.Id ?? Data.PublicId.New()), ("code", "Q2ZESjhO" + new string('x', 200)), ("Input.Password", "una frase larga"), ("Input.ConfirmPassword", "una frase larga")]);
    }

    /// <summary>What signing in takes, next to the hash of the password, which is slow on purpose.</summary>
    private static async Task WeighAsync(TestClinic clinic, string database, List<ClinicUser> known)
    {
        var hasher = new PasswordHasher<ClinicUser>();
        var hash = hasher.HashPassword(known[0], TestClinic.Password);
        List<double> ofSignIn = [], ofHash = [];
        foreach (var person in known.Take(SignIns))
        {
            using var http = Browser(clinic);
            var token = await TokenAsync(http, "/Identity/Account/Login");
            ofSignIn.Add(await TimeAsync(http, "/Identity/Account/Login", token, [("Input.Email", person.Email!), ("Input.Password", TestClinic.Password)]));
            var from = Stopwatch.GetTimestamp();
            hasher.VerifyHashedPassword(person, hash, TestClinic.Password);
            ofHash.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
        }

        Scoreboard.Record("Accounts sign-in", database, "p95 of signing in is dominated by the hash of the password",
            string.Create(CultureInfo.InvariantCulture, $"{SignIns} sign-ins: p50 {At(ofSignIn, .5):0.0}, p95 {At(ofSignIn, .95):0.0} ms; the hash alone {At(ofHash, .5):0.0} and {At(ofHash, .95):0.0} ms"));
    }

    private static HttpClient Browser(TestClinic clinic)
        => new(new SocketsHttpHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false }) { BaseAddress = new Uri(clinic.Address) };

    private static async Task CompareAsync(TestClinic clinic, string database, string what, string page, string handler, List<ClinicUser> known, Func<string, (string, string)[]> fields)
    {
        using var http = Browser(clinic);
        var token = await TokenAsync(http, page == "/Identity/Account/AcceptInvitation" ? "/Identity/Account/Login" : page);
        List<double> ofKnown = [], ofUnknown = [];
        for (var i = 0; i < known.Count; i++)
        {
            var (yes, no) = (known[i].Email!, $"nobody{i:D4}@example.test");
            var knownFirst = Random.Shared.Next(2) == 0;
            var first = await TimeAsync(http, page + handler, token, fields(knownFirst ? yes : no));
            var second = await TimeAsync(http, page + handler, token, fields(knownFirst ? no : yes));
            if (i < WarmUps)
                continue;

            ofKnown.Add(knownFirst ? first : second);
            ofUnknown.Add(knownFirst ? second : first);
        }

        var auc = ofKnown.Sum(k => ofUnknown.Sum(u => k > u ? 1 : k < u ? 0 : .5)) / (ofKnown.Count * (double)ofUnknown.Count);
        auc = Math.Max(auc, 1 - auc);
        Scoreboard.Record($"S09 {what}", database, $"{Pairs} pairs of known and unknown addresses: the area under the ROC curve at most 0.55",
            string.Create(CultureInfo.InvariantCulture, $"{auc:0.000}; p50 {At(ofKnown, .5):0.0} and {At(ofUnknown, .5):0.0} ms"));
        if (auc > MostArea)
            throw new InvalidOperationException(FormattableString.Invariant($"{what}, {database}: {auc:0.000}"));
    }

    private static async Task<double> TimeAsync(HttpClient http, string address, string token, (string Name, string Value)[] fields)
    {
        // From another place each time: who asks a thousand times from one is told to wait, known or not.
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        request.Headers.Add("X-Forwarded-For", $"198.18.{asked / 256 % 256}.{asked++ % 256}");
        request.Content = new FormUrlEncodedContent(fields.Append((Name: "__RequestVerificationToken", Value: token)).Select(f => KeyValuePair.Create(f.Name, f.Value)));
        var from = Stopwatch.GetTimestamp();
        using var answer = await http.SendAsync(request);
        await answer.Content.ReadAsByteArrayAsync();
        var took = Stopwatch.GetElapsedTime(from).TotalMilliseconds;
        if (answer.StatusCode is not (HttpStatusCode.Redirect or HttpStatusCode.BadRequest))
            throw new InvalidOperationException($"{address}: {answer.StatusCode}");
        return took;
    }

    private static async Task<string> TokenAsync(HttpClient http, string page)
    {
        var html = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(await http.GetStringAsync(page));
        return html.QuerySelector("main input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
    }

    private static double At(List<double> times, double share) => times.Order().ElementAt((int)(times.Count * share));
}
