using System.Net;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicaMV.Tests.Web;

/// <summary>A clinic that has grown: more of everything than one page shows.</summary>
public sealed class GrownClinic : SqliteClinic
{
    public const int OfEach = 150;
    public const int Specialists = 70;
    public const int ClosedDays = 70;

    public RowsRead Rows { get; } = new();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureTestServices(services => services.ConfigureDbContext<SqliteClinicDb>(options => options.AddInterceptors(Rows)));
    }
}

/// <summary>Every list is paged and filtered in the database: no page brings home more than it shows, however much there is.</summary>
public sealed class ListStories(GrownClinic clinic) : IClassFixture<GrownClinic>, IAsyncLifetime
{
    private const int MostShown = 60;

    // What free hours are computed from grows with the days that are offered, and not with the clinic. Whether an appointment
    // still lies in its specialist's hours is for the clinic's clock to say, which no database has.
    // Figures of half a year grow with its weeks and hours.
    private static readonly string[] NoLists = ["Appointments/Choose/", "Hours", "Appointments/{id:length(26)}/Reassign", "Appointments/{id:length(26)}/Move", "Admin/Statistics"];

    public async Task InitializeAsync()
    {
        if (await clinic.InAsync<ClinicDb, bool>(db => db.Appointments.AnyAsync()))
            return;

        await clinic.InAsync<DemoFill>(async fill =>
        {
            await fill.AddAppointmentsAsync(50 * GrownClinic.OfEach, default);
            await fill.AddAuditEventsAsync(GrownClinic.OfEach, default);
        });
        await clinic.InAsync<ClinicDb>(async db =>
        {
            var made = await db.Patients.Where(p => p.Account.Email!.EndsWith("@fill.test")).OrderBy(p => p.Id).Take(5).Select(p => p.Id).ToListAsync();
            await db.Appointments.Where(a => made.Contains(a.PatientId)).ExecuteUpdateAsync(a => a.SetProperty(x => x.PatientId, clinic.Ana.Id));
            var theirs = await db.Appointments.Where(a => a.PatientId != clinic.Ana.Id).Select(a => a.SpecialistId).FirstAsync();
            await db.Appointments.Where(a => a.SpecialistId == theirs).ExecuteUpdateAsync(a => a.SetProperty(x => x.SpecialistId, clinic.Bruno.Id));
            var (hash, today) = (new string('x', 60), DateOnly.FromDateTime(clinic.Now));
            foreach (var i in Enumerable.Range(0, GrownClinic.Specialists))
                new NewPerson($"Especialista {i}", $"especialista{i}@example.test", Roles.Specialist, "es").AddTo(db, new UpperInvariantLookupNormalizer()).PasswordHash = hash;
            db.ClosedDays.AddRange(Enumerable.Range(400, GrownClinic.ClosedDays).Select(i => new ClosedDay { Day = today.AddDays(i) }));
            var ana = await db.Users.SingleAsync(u => u.Id == clinic.Ana.Id);
            db.OutgoingMail.AddRange(Enumerable.Range(0, GrownClinic.OfEach)
                .Select(i => OutgoingMail.To(ana, MailKind.PasswordReset, clinic.Now.AddMinutes(-i), AccountCodes.PasswordResetLife)));
            await db.SaveChangesAsync();
        });
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task No_page_brings_home_more_than_it_shows()
    {
        var (pages, tooMuch) = (0, new List<string>());
        var appointment = await clinic.InAsync<ClinicDb, string>(db => db.Appointments.Where(a => a.PatientId == clinic.Ana.Id).OrderByDescending(a => a.StartsAt).Select(a => a.PublicId).FirstAsync());
        var addresses = Routes().Select(route => route.With(appointment, clinic.Bruno.Id, clinic.Bruno.Id, PublicId.New()))
            .Concat([$"/Patients/{clinic.Ana.Id}", $"/Appointments/Book?PatientId={clinic.Ana.Id}"]).Distinct().ToList();
        foreach (var person in new[] { clinic.Delia, clinic.Bruno, clinic.Ana })
        {
            var visitor = await clinic.SignedInAsync(person);
            foreach (var address in addresses)
            {
                clinic.Rows.Forget();
                if ((await visitor.OpenAsync(address)).Status == HttpStatusCode.OK)
                    pages++;
                tooMuch.AddRange(clinic.Rows.Queries.Where(q => q.Rows > MostShown).Select(q => $"{address} as {person.FullName}: {q.Rows} rows of {q.Command}"));
            }
        }

        Assert.InRange(pages, 30, int.MaxValue);
        Assert.True(tooMuch.Count == 0, string.Join('\n', tooMuch));
    }

    [Theory]
    [InlineData("/Appointments", ".appointment-card", 20)]
    [InlineData("/Appointments?Past=true", ".appointment-card", 20)]
    [InlineData("/Admin/Users", "tbody tr", 50)]
    [InlineData("/Admin/Audit", "tbody tr", 50)]
    [InlineData("/Admin/Mail", "tbody tr", 50)]
    [InlineData("/Admin/ClosedDays", ".waiting-row", 50, 20)]
    [InlineData("/Hours", ".choices li", 30)]
    public async Task A_long_list_shows_a_page_full_and_leads_on_to_the_next(string address, string row, int pageSize, int next = 0)
    {
        var delia = await clinic.SignedInAsync(clinic.Delia);

        var first = (await delia.OpenAsync(address)).Is(HttpStatusCode.OK);
        var second = await delia.OpenAsync(first.Document.QuerySelector("a[rel=next]")!.GetAttribute("href")!);

        var (here, there) = (Rows(first, row), Rows(second, row));
        Assert.Equal((pageSize, next == 0 ? pageSize : next), (here.Count, there.Count));
        Assert.NotEqual(here, there);
    }

    [Fact]
    public async Task Among_many_specialists_one_is_looked_for_by_name()
    {
        var delia = await clinic.SignedInAsync(clinic.Delia);

        var list = await delia.OpenAsync("/Appointments?Filters.Specialist=bruno");
        Assert.Equal(20, Rows(list, ".appointment-card").Count);
        Assert.All(list.Document.QuerySelectorAll(".appointment-card"), card => Assert.Contains("Bruno Herrera", card.TextContent));
        Assert.Equal("bruno", list.Document.QuerySelector("#Filters_Specialist")!.GetAttribute("value"));
        var with = await delia.OpenAsync($"/Appointments/Book?PatientId={clinic.Ana.Id}");
        Assert.Equal(30, Rows(with, ".choices li").Count);
        (await (await delia.OpenAsync($"/Appointments/Book?PatientId={clinic.Ana.Id}&q=bruno")).FollowAsync("Bruno Herrera")).Is(HttpStatusCode.OK);
        Assert.True((await delia.OpenAsync($"/Appointments/Book?PatientId={clinic.Ana.Id}&SpecialistId={clinic.Bruno.Id}")).Has("input[readonly][value='Bruno Herrera']"));
    }

    [Fact]
    public async Task Extra_hours_and_absences_have_pages_of_their_own_beside_each_other()
    {
        var today = DateOnly.FromDateTime(clinic.Now);
        var id = await clinic.InAsync<ClinicDb, string>(async db =>
        {
            var specialist = await db.Specialists.SingleAsync(s => s.Account.FullName == "Especialista 0");
            foreach (var day in Enumerable.Range(1, 45).Select(i => today.AddDays(i)))
            {
                specialist.WorkExtra(WorkingHours.Extra(day, new(new(9, 0), new(10, 0))));
                specialist.BeAway(new() { From = day, To = day });
            }

            await db.SaveChangesAsync();
            return specialist.Id;
        });
        var delia = await clinic.SignedInAsync(clinic.Delia);
        var page = await delia.OpenAsync($"/Hours/{id}");
        Assert.Equal((20, 20), (Rows(page, "input[name=extra]").Count, Rows(page, "input[name=absence]").Count));

        var extra = await delia.OpenAsync(page.Document.QuerySelectorAll("a[rel=next]")[0].GetAttribute("href")!);
        var absences = await delia.OpenAsync(extra.Document.QuerySelectorAll("a[rel=next]")[1].GetAttribute("href")!);
        var last = await delia.OpenAsync(absences.Document.QuerySelectorAll("a[rel=next]")[0].GetAttribute("href")!);

        Assert.Equal([(1, 1), (2, 1), (2, 2), (3, 2)], new[] { page, extra, absences, last }.Select(p => (First(p, "extra", today), First(p, "absence", today))));
        Assert.Equal((5, 20), (Rows(last, "input[name=extra]").Count, Rows(last, "input[name=absence]").Count));
        Assert.Single(last.Document.QuerySelectorAll("a[rel=next]"));
    }

    // On which page the first row stands: the days follow each other.
    private static int First(Infrastructure.Page page, string field, DateOnly today)
        => Enumerable.Range(1, 3).Single(p => page.Document.QuerySelector($"input[name={field}]")!.ParentElement!.TextContent.Contains(
            today.AddDays(20 * (p - 1) + 1).ToString(field == "extra" ? "d 'de' MMMM" : "d", System.Globalization.CultureInfo.GetCultureInfo("es"))));

    [Fact]
    public async Task Of_many_specialists_whoever_is_free_is_offered_before_those_who_are_away_or_do_not_work_then()
    {
        // A Saturday, on which nobody else is booked.
        var start = clinic.Now.AddDays(5);
        var day = DateOnly.FromDateTime(start);
        var appointment = await clinic.BookAsync(start, specialist: clinic.Elena, patient: clinic.Carla);
        await clinic.InAsync<ClinicDb>(async db =>
        {
            // All but two, who come last by their names.
            var others = db.Specialists.Where(s => s.Account.FullName.StartsWith("Especialista ") && s.Account.FullName != "Especialista 8" && s.Account.FullName != "Especialista 9");
            foreach (var (i, specialist) in (await others.ToListAsync()).Index())
            {
                if (i % 2 == 0)
                    specialist.BeAway(new() { From = day, To = day, FromHour = new(9, 0), ToHour = new(11, 0) });
                else
                    specialist.WorkExtra(WorkingHours.Extra(day, new(new(16, 0), new(18, 0))));
            }

            await db.SaveChangesAsync();
        });
        var delia = await clinic.SignedInAsync(clinic.Delia);
        clinic.Rows.Forget();

        var form = await delia.OpenAsync($"/Appointments/{appointment.PublicId}/Reassign");

        Assert.Equal(30, form.Document.QuerySelectorAll("#Input_SpecialistId optgroup option").Length);
        var free = form.Document.QuerySelectorAll("#Input_SpecialistId optgroup")[0];
        Assert.Equal("Libres a esa hora", free.GetAttribute("label"));
        Assert.Equal(["Especialista 8", "Especialista 9"], free.QuerySelectorAll("option").Select(o => o.TextContent).Where(name => name.StartsWith("Especialista ")));
        Assert.DoesNotContain(clinic.Rows.Queries, q => q.Rows > MostShown);
        var found = await delia.OpenAsync($"/Appointments/{appointment.PublicId}/Reassign?q=especialista+69");
        var absent = Assert.Single(found.Document.QuerySelectorAll("#Input_SpecialistId optgroup option"));
        Assert.Equal("Especialista 69", absent.TextContent);
        (await found.SubmitAsync("Input.SpecialistId", ("Input.SpecialistId", absent.GetAttribute("value")!), ("Input.Reason", "Illness"))).Is(HttpStatusCode.BadRequest);
        (await found.SubmitAsync("Input.SpecialistId", ("Input.SpecialistId", clinic.Bruno.Id), ("Input.Reason", "Illness"))).IsAt($"/Appointments/{appointment.PublicId}").Shows("Bruno Herrera");
    }

    [Fact]
    public async Task Free_hours_take_two_queries_in_the_application_as_it_runs_and_settings_none()
    {
        var id = await clinic.InAsync<ClinicDb, string>(db => db.Specialists.Where(s => s.Hours.Count > 0).Select(s => s.Id).FirstAsync());
        clinic.Rows.Forget();

        await clinic.InAsync<FreeHours>(free => free.NextAsync(s => s.Id == id, DateOnly.FromDateTime(clinic.Now), 6, clinic.Ana.Id, default));

        Assert.Equal(2, clinic.Rows.Queries.Count);
    }

    private static List<string> Rows(Infrastructure.Page page, string row) => [.. page.Document.QuerySelectorAll(row).Select(r => r.InnerHtml)];

    private IEnumerable<RouteEndpoint> Routes() => clinic.Routes().Where(route => route.IsPage() && route.RoutePattern.RawText!.TrimStart('/') is var text
        && !text.StartsWith("Identity/", StringComparison.Ordinal) && !NoLists.Any(text.StartsWith));
}
