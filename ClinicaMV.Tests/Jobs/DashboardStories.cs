using System.Net;
using ClinicaMV.Accounts;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.People;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Jobs;

/// <summary>S26: who gets to see the dashboard of the jobs. Twelve people, of whom two are administrators now.</summary>
public abstract class DashboardStories(TestClinic clinic)
{
    [Fact]
    public async Task Of_twelve_who_ask_only_the_two_administrators_see_the_dashboard_of_the_jobs()
    {
        clinic.NewDay();
        var other = await clinic.AddAsync(Roles.Administrator, "Otra Administradora");
        var (former, gone) = (await clinic.AddAsync(Roles.Administrator, "Fue Administradora"), await clinic.AddAsync(Roles.Administrator, "Baja Administradora"));
        var (formerly, leaving) = (await clinic.SignedInAsync(former), await clinic.SignedInAsync(gone));
        await clinic.InAsync<ClinicDb>(db => db.UserRoles.Where(r => r.UserId == former.Id).ExecuteUpdateAsync(set => set.SetProperty(r => r.RoleId, Roles.Patient)));
        await clinic.InAsync<ClinicDb>(db => db.Users.Where(u => u.Id == former.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.SecurityStamp, PublicId.New())));
        Assert.Null(await clinic.DisableAsync(gone));
        clinic.Clock.Advance(TimeSpan.FromSeconds(61));
        var signedOut = await clinic.SignedInAsync(clinic.Delia);
        await (await signedOut.OpenAsync("/Identity/Account/Logout")).SubmitAsync("Salir");
        var forged = clinic.Visitor();
        forged.Cookies.Add(forged.Http.BaseAddress!, new Cookie("session", new string('A', 400)));
        (Visitor Who, bool Sees)[] twelve =
        [
            (clinic.Visitor(), false), (forged, false), (signedOut, false), (await clinic.SignedInAsync(clinic.Ana), false), (await clinic.SignedInAsync(clinic.Carla), false),
            (await clinic.SignedInAsync(clinic.Bruno), false), (await clinic.SignedInAsync(clinic.Elena), false), (formerly, false), (leaving, false),
            (await clinic.SignedInAsync(former), false), (await clinic.SignedInAsync(clinic.Delia), true), (await clinic.SignedInAsync(other), true),
        ];

        var seen = 0;
        foreach (var (who, sees) in twelve)
        {
            foreach (var path in new[] { "/Admin/Jobs", "/Admin/Jobs/recurring", "/Admin/Jobs/jobs/enqueued" })
            {
                using var answer = await who.SendAsync(HttpMethod.Get, path);
                Assert.Equal((path, sees), (path, answer.StatusCode == HttpStatusCode.OK));
                seen += answer.StatusCode == HttpStatusCode.OK ? 1 : 0;
            }

            using var pressed = await who.Http.PostAsync("/Admin/Jobs/recurring/trigger", new FormUrlEncodedContent([new("jobs[]", "send-mail")]));
            Assert.NotEqual(HttpStatusCode.NoContent, pressed.StatusCode);
        }

        Assert.Equal(6, seen);
        Scoreboard.Record("S26", $"{GetType().Name}", "twelve people at the dashboard of the jobs", "2 administrators let in, 10 others not");
    }
}

public sealed class DashboardStories_on_Sqlite(SqliteClinic clinic) : DashboardStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class DashboardStories_on_PostgreSql(PostgresClinic clinic) : DashboardStories(clinic), IClassFixture<PostgresClinic>;
