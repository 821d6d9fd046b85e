using ClinicaMV.Appointments;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Appointments;

/// <summary>An absence, a closed day or shorter hours that meet booked appointments: somebody is told which, and nothing is moved.</summary>
public abstract class ClashStories(TestClinic clinic) : IAsyncLifetime
{
    private DateTime now;
    private DateOnly tomorrow;

    public async Task InitializeAsync()
    {
        now = clinic.NewDay();
        tomorrow = DateOnly.FromDateTime(now).AddDays(1);
        await clinic.InAsync<ClinicDb>(async db =>
        {
            await db.Set<Absence>().ExecuteDeleteAsync();
            await db.ClosedDays.ExecuteDeleteAsync();
        });
        await clinic.WorkAsync(clinic.Bruno);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task An_absence_lists_what_is_booked_inside_it_until_it_has_been_moved()
    {
        var inside = await clinic.BookAsync(now.AddDays(1));
        var later = await clinic.BookAsync(now.AddDays(1).AddHours(3));
        await clinic.BookAsync(now.AddDays(1).AddHours(1), specialist: clinic.Elena, patient: clinic.Carla);
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        var form = await bruno.OpenAsync("/Hours");
        Assert.DoesNotContain("caen fuera", form.Text);

        var warned = await form.SubmitAsync("Absence.From", ("Absence.From", $"{tomorrow:O}"), ("Absence.To", $"{tomorrow:O}"), ("Absence.FromHour", "9:00"), ("Absence.ToHour", "11:00"));

        warned.Shows("Guardado").Shows("Citas ya dadas que caen fuera: 1").Shows("Ana García Ruiz").Shows("El especialista está ausente");
        Assert.Equal([$"/Appointments/{inside.PublicId}"], warned.Document.QuerySelectorAll(".clashes a").Select(a => a.GetAttribute("href")));
        Assert.Equal((inside.StartsAt, later.StartsAt), ((await clinic.ReadAsync(inside)).StartsAt, (await clinic.ReadAsync(later)).StartsAt));
        (await warned.FollowAsync("Ana García Ruiz")).IsAt($"/Appointments/{inside.PublicId}");
        await clinic.MoveAsync(inside, now.AddDays(2));
        Assert.DoesNotContain("caen fuera", (await bruno.OpenAsync("/Hours")).Text);
    }

    [Fact]
    public async Task Shorter_hours_list_page_by_page_what_they_leave_outside()
    {
        for (var i = 0; i < 23; i++)
            await clinic.BookAsync(now.AddDays(7 * (i + 1)), patient: i % 2 == 0 ? clinic.Ana : clinic.Carla);
        var day = (int)now.DayOfWeek;
        var field = $"Input.Days[{(day + 6) % 7}]";
        var delia = await clinic.SignedInAsync(clinic.Delia);
        var form = await delia.OpenAsync($"/Hours/{clinic.Bruno.Id}");

        var saved = await form.SubmitAsync(field, (field, "8:00-14:00"));
        Assert.DoesNotContain("caen fuera", saved.Text);
        var warned = await saved.SubmitAsync(field, (field, "12:00-14:00"));

        warned.Shows("Citas ya dadas que caen fuera: 23").Shows("no pasa consulta");
        Assert.Equal(20, warned.Document.QuerySelectorAll(".clashes li").Length);
        var second = await warned.FollowAsync("Siguientes");
        Assert.Equal(3, second.IsAt($"/Hours/{clinic.Bruno.Id}").Document.QuerySelectorAll(".clashes li").Length);
    }

    [Fact]
    public async Task A_closed_day_counts_what_is_booked_on_it_and_leads_there()
    {
        await clinic.BookAsync(now.AddDays(1));
        await clinic.BookAsync(now.AddDays(1), specialist: clinic.Elena, patient: clinic.Carla);
        await clinic.CancelAsync(await clinic.BookAsync(now.AddDays(1).AddHours(2)));
        await clinic.BookAsync(now.AddDays(2));
        var delia = await clinic.SignedInAsync(clinic.Delia);

        var closed = await (await delia.OpenAsync("/Admin/ClosedDays")).SubmitAsync("Input.Day", ("Input.Day", $"{tomorrow:O}"));

        closed.Shows("Citas ya dadas que caen fuera: 2");
        var list = await closed.FollowAsync("Citas de ese día");
        Assert.Equal(2, list.IsAt("/Appointments").Document.QuerySelectorAll(".appointment-card").Length);
        Assert.DoesNotContain("caen fuera", (await delia.OpenAsync("/Admin/ClosedDays")).Text);
        (await delia.OpenAsync($"/Hours/{clinic.Bruno.Id}")).Shows("caen fuera: 1").Shows("la clínica está cerrada");
        var empty = await closed.SubmitAsync("Input.Day", ("Input.Day", $"{tomorrow.AddDays(5):O}"));
        Assert.DoesNotContain("caen fuera", empty.Text);
    }
}

public sealed class ClashStories_on_Sqlite(SqliteClinic clinic) : ClashStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class ClashStories_on_PostgreSql(PostgresClinic clinic) : ClashStories(clinic), IClassFixture<PostgresClinic>;
