using ClinicaMV.Accounts;
using System.Net;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicaMV.Tests.Web;

/// <summary>A clinic that has grown: more of everything than one page shows.</summary>
public sealed class GrownClinic : SqliteClinic
{
    public const int OfEach = 150;

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
    private static readonly string[] NoLists = ["Appointments/Choose/", "Hours", "Admin/Statistics"];

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
        foreach (var person in new[] { clinic.Delia, clinic.Bruno, clinic.Ana })
        {
            var visitor = await clinic.SignedInAsync(person);
            foreach (var address in Addresses())
            {
                clinic.Rows.Forget();
                if ((await visitor.OpenAsync(address)).Status == HttpStatusCode.OK)
                    pages++;
                tooMuch.AddRange(clinic.Rows.Queries.Where(q => q.Rows > MostShown).Select(q => $"{address} as {person.FullName}: {q.Rows} rows of {q.Command}"));
            }
        }

        Assert.InRange(pages, 15, int.MaxValue);
        Assert.True(tooMuch.Count == 0, string.Join('\n', tooMuch));
    }

    [Theory]
    [InlineData("/Appointments", ".appointment-card", 20)]
    [InlineData("/Appointments?Past=true", ".appointment-card", 20)]
    [InlineData("/Admin/Users", "tbody tr", 50)]
    [InlineData("/Admin/Audit", "tbody tr", 50)]
    [InlineData("/Admin/Mail", "tbody tr", 50)]
    public async Task A_long_list_shows_a_page_full_and_leads_on_to_the_next(string address, string row, int pageSize)
    {
        var delia = await clinic.SignedInAsync(clinic.Delia);

        var first = (await delia.OpenAsync(address)).Is(HttpStatusCode.OK);
        var next = await delia.OpenAsync(first.Document.QuerySelector("a[rel=next]")!.GetAttribute("href")!);

        var (here, there) = (Rows(first, row), Rows(next, row));
        Assert.Equal((pageSize, pageSize), (here.Count, there.Count));
        Assert.NotEqual(here, there);
    }

    private static List<string> Rows(Infrastructure.Page page, string row) => [.. page.Document.QuerySelectorAll(row).Select(r => r.InnerHtml)];

    private IEnumerable<string> Addresses() => clinic.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(e => e.Metadata.GetMetadata<PageActionDescriptor>() is not null)
        .Select(e => e.RoutePattern.RawText!.TrimStart('/'))
        .Where(route => !route.Contains('{') && !route.StartsWith("Identity/", StringComparison.Ordinal) && !NoLists.Any(route.StartsWith))
        .Distinct().Select(route => "/" + route);
}
