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
        var addresses = Routes().Select(route => route.With(appointment, clinic.Bruno.Id))
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
