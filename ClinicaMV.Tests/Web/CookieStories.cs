using System.Net;
using ClinicaMV.Appointments;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.Visits;

namespace ClinicaMV.Tests.Web;

/// <summary>S16: the cookies of a clinic on https, of every endpoint; and what people do with two tabs.</summary>
public abstract class CookieStories : IAsyncLifetime
{
    private readonly TestClinic clinic;

    protected CookieStories(TestClinic clinic)
    {
        this.clinic = clinic;
        clinic.Configure("Clinic:PublicUrl", "https://localhost/");
    }

    public Task InitializeAsync() => clinic.InitializeAsync();

    public Task DisposeAsync() => ((IAsyncLifetime)clinic).DisposeAsync();

    [Fact]
    public async Task Every_cookie_of_every_endpoint_is_of_this_host_alone_and_out_of_reach_of_scripts()
    {
        var appointment = await clinic.BookAsync(clinic.Now.AddMinutes(5));
        var day = new CompanionDay(clinic);
        var companion = await day.AddAsync(appointment);
        var set = new List<string>();
        foreach (var person in new[] { null, clinic.Ana, clinic.Bruno, clinic.Delia })
        {
            var visitor = Visitor();
            if (person is not null)
            {
                var form = await visitor.OpenAsync("/Identity/Account/Login");
                using var inside = await form.SubmitOnceAsync("Input.Password", ("Input.Email", person.Email!), ("Input.Password", TestClinic.Password));
                Assert.Equal(HttpStatusCode.Redirect, inside.StatusCode);
                set.AddRange(inside.Headers.GetValues("Set-Cookie"));
            }

            foreach (var route in clinic.Routes().Where(r => !r.IsAsset()))
            {
                using var answer = await visitor.SendAsync(HttpMethod.Get, route.With(appointment.PublicId, clinic.Ana.Id, clinic.Bruno.Id, companion.PublicId));
                set.AddRange(answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : []);
                Assert.Equal("max-age=31536000; includeSubDomains", answer.Headers.GetValues("Strict-Transport-Security").Single());
            }

            using var link = await visitor.SendAsync(HttpMethod.Get, day.LinkOf(companion));
            set.AddRange(link.Headers.GetValues("Set-Cookie"));
            using var switched = await (await visitor.OpenAsync("/")).SubmitOnceAsync("returnUrl", ("language", "en"));
            set.AddRange(switched.Headers.GetValues("Set-Cookie"));
        }

        Assert.Superset(new HashSet<string> { "__Host-session", "__Host-antiforgery", "__Host-browser", "__Host-lang", $"__Host-companion-{companion.PublicId}" }, set.Select(c => c.Split('=')[0]).ToHashSet());
        Assert.All(set, cookie => Assert.Matches("^__Host-[a-z0-9-]+=[^;]*;.* path=/; secure; samesite=lax; httponly$", cookie.ToLowerInvariant().Replace("__host-", "__Host-")));
        Assert.All(set, cookie => Assert.DoesNotContain("domain=", cookie));
        Scoreboard.Record("S16", GetType().Name, "cookies of every endpoint × 4 people on https", $"{set.Count} cookies, 0 without __Host-, Secure, HttpOnly, SameSite=Lax");
    }

    [Fact]
    public async Task A_form_in_one_tab_still_works_when_a_mail_link_was_opened_in_another()
    {
        var appointment = await clinic.BookAsync(clinic.Now.AddHours(40));
        var ana = await InsideAsync(Visitor());
        var firstTab = await ana.OpenAsync($"/Appointments/{appointment.PublicId}/Cancel");

        (await ana.OpenAsync($"/Visits/{appointment.PublicId}/Join")).Is(HttpStatusCode.OK);
        await ana.OpenAsync("/Preferences");

        (await firstTab.SubmitAsync("Input.Reason", ("Input.Reason", "PatientRequest"))).Is(HttpStatusCode.OK).IsAt($"/Appointments/{appointment.PublicId}");
        Assert.Equal(AppointmentStatus.Cancelled, (await clinic.ReadAsync(appointment)).Status);
    }

    [Fact]
    public async Task Two_tabs_at_the_sign_in_are_one_more_press_for_the_second()
    {
        var appointment = await clinic.BookAsync(clinic.Now.AddHours(60));
        var visitor = Visitor();
        var (first, second) = (await visitor.OpenAsync("/Appointments"), await visitor.OpenAsync($"/Visits/{appointment.PublicId}/Join"));
        (await first.SubmitAsync("Input.Password", ("Input.Email", clinic.Ana.Email!), ("Input.Password", TestClinic.Password))).IsAt("/Appointments");

        var known = await second.SubmitAsync("Input.Password", ("Input.Email", clinic.Ana.Email!), ("Input.Password", TestClinic.Password));

        known.Is(HttpStatusCode.OK).IsAt("/Identity/Account/Login").Shows($"Ya ha entrado como {clinic.Ana.FullName}");
        (await known.FollowAsync("Continuar")).Is(HttpStatusCode.OK).IsAt($"/Visits/{appointment.PublicId}/Join");
    }

    [Fact]
    public async Task A_mail_link_leads_through_the_sign_in_to_where_it_points()
    {
        var appointment = await clinic.BookAsync(clinic.Now.AddHours(50));
        var visitor = Visitor();

        var signIn = (await visitor.OpenAsync($"/Visits/{appointment.PublicId}/Join")).IsAt("/Identity/Account/Login");
        var inside = await signIn.SubmitAsync("Input.Password", ("Input.Email", clinic.Ana.Email!), ("Input.Password", TestClinic.Password));

        inside.Is(HttpStatusCode.OK).IsAt($"/Visits/{appointment.PublicId}/Join");
    }

    private Visitor Visitor()
    {
        var visitor = clinic.Visitor();
        visitor.Http.BaseAddress = new Uri("https://localhost/");
        return visitor;
    }

    private async Task<Visitor> InsideAsync(Visitor visitor)
    {
        await visitor.SignInAsync(clinic.Ana.Email!, TestClinic.Password);
        return visitor;
    }
}

public sealed class CookieStories_on_Sqlite() : CookieStories(new SqliteClinic());

[Trait("Needs", "PostgreSql")]
public sealed class CookieStories_on_PostgreSql() : CookieStories(new PostgresClinic());
