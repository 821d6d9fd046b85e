using System.Net;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.People;
using ClinicaMV.Visits;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Visits;

/// <summary>The personal link: what it is good for, and everything that it is not.</summary>
public abstract class CompanionLinkStories(TestClinic clinic)
{
    private readonly CompanionDay day = new(clinic);
    private readonly DateTime now = clinic.NewDay();

    [Fact]
    public async Task Opening_the_link_changes_nothing_however_often_and_the_press_spends_it()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var link = await day.InviteAsync(appointment);
        var before = await StateAsync();
        for (var scanner = 0; scanner < 10; scanner++)
        {
            var visitor = clinic.Visitor();
            (await visitor.OpenAsync(link)).Is(HttpStatusCode.OK).Shows("Ya puede entrar");
            using var head = await visitor.SendAsync(HttpMethod.Head, link);
            Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        }

        Assert.Equal(before, await StateAsync());
        await day.PressAsync(clinic.Visitor(), link);
        Assert.NotEqual(before, await StateAsync());

        async Task<string> StateAsync() => await clinic.InAsync<ClinicDb, string>(async db =>
            $"{await db.Companions.Select(c => $"{c.Version} {c.BrowserHash} {c.EnteredAt}").SingleAsync()} {await db.AuditEvents.CountAsync()} {await db.OutgoingMail.CountAsync()}");
    }

    [Fact]
    public async Task A_second_device_is_refused_on_record_and_finds_the_way_on_and_the_first_goes_on()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var (marta, thief, bruno) = (clinic.Visitor(), clinic.Visitor(), await clinic.SignedInAsync(clinic.Bruno));
        var link = await day.InviteAsync(appointment);
        var ready = await thief.OpenAsync(link);
        await day.PressAsync(marta, link);
        var companion = await day.OnlyAsync(appointment);

        (await ready.SubmitAsync("Entrar")).Is(HttpStatusCode.Gone).Shows("pida al especialista que le envíe otro enlace");
        (await thief.OpenAsync(link)).Is(HttpStatusCode.Gone).Shows("Este enlace ya se ha usado");
        (await thief.OpenAsync($"/Companion/{companion.PublicId}/Room")).IsAt($"/Companion/{companion.PublicId}/Ended").Shows("Aquí no puede entrar");
        Assert.True((await CompanionDay.StatusAsync(thief, companion)).GetProperty("ended").GetBoolean());
        (await marta.OpenAsync(link)).IsAt($"/Companion/{companion.PublicId}/Room");
        Assert.Equal(["Spent", "Spent", "OtherBrowser"], await DeniedAsync(appointment, AuditKind.CompanionEntry));
        Assert.Equal(["OtherBrowser"], await DeniedAsync(appointment, AuditKind.RoomIssued));

        // Another link: the device before is out, and so is the link before.
        await (await bruno.OpenAsync(CompanionDay.PageOf(appointment))).SubmitAsync("No dejar pasar: Marta Ruiz");
        var again = await day.InviteAsync(appointment, "Marta Ruiz");
        (await clinic.Visitor().OpenAsync(link)).Is(HttpStatusCode.Gone);
        (await day.PressAsync(thief, again)).Shows("sabe que está aquí");
    }

    [Fact]
    public async Task Another_link_takes_the_place_of_the_one_before()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var (marta, bruno) = (clinic.Visitor(), await clinic.SignedInAsync(clinic.Bruno));
        var email = await day.NameAsync(bruno, appointment);
        var first = await day.LinkToAsync(email);
        clinic.Clock.Advance(TimeSpan.FromSeconds(1));
        await (await bruno.OpenAsync(CompanionDay.PageOf(appointment))).SubmitAsync("Enviar otro enlace: Marta Ruiz");
        var second = await day.LinkToAsync(email);

        Assert.NotEqual(first, second);
        (await marta.OpenAsync(first)).Is(HttpStatusCode.NotFound).Shows("Puede que haya otro más reciente");
        (await day.PressAsync(marta, second)).Shows("sabe que está aquí");
    }

    [Fact]
    public async Task Whoever_presses_twice_has_one_other_link_sent_and_can_have_the_next_one_sent_then()
    {
        var appointment = await clinic.BookAsync(now.AddDays(2));
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        var email = await day.NameAsync(bruno, appointment);
        Assert.Single(await day.MailToAsync(email));
        var form = await bruno.OpenAsync(CompanionDay.PageOf(appointment));

        for (var press = 1; press <= 2; press++)
        {
            (await form.SubmitAsync("Enviar otro enlace: Marta Ruiz")).Shows("Otro enlace va de camino");
            Assert.Equal(2, (await day.MailToAsync(email)).Count);
        }

        await (await bruno.OpenAsync(CompanionDay.PageOf(appointment))).SubmitAsync("Enviar otro enlace: Marta Ruiz");
        Assert.Equal(3, (await day.MailToAsync(email)).Count);
    }

    [Fact]
    public async Task Of_32_presses_in_the_same_moment_one_wins_and_pressing_twice_in_one_browser_is_pressing_once()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var link = await day.InviteAsync(appointment);
        var pages = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => clinic.Visitor().OpenAsync(link)));

        var answers = await Task.WhenAll(pages.Select(page => page.SubmitAsync("Entrar")));

        var winner = Assert.Single(answers, a => a.Path.EndsWith("/Room", StringComparison.Ordinal));
        Assert.Equal(31, answers.Count(a => a.Status == HttpStatusCode.Gone));
        Assert.Equal(31, (await DeniedAsync(appointment, AuditKind.CompanionEntry)).Count);
        // The answer to the press was lost on its way, and somebody presses again.
        (await pages[answers.IndexOf(winner)].SubmitAsync("Entrar")).IsAt(winner.Path);
    }

    [Theory]
    [InlineData("ended", HttpStatusCode.Gone, "Over")]
    [InlineData("late", HttpStatusCode.Gone, "Over")]
    [InlineData("cancelled", HttpStatusCode.Gone, "Over")]
    [InlineData("turned away", HttpStatusCode.Gone, "Over")]
    [InlineData("reassigned", HttpStatusCode.Gone, "Over")]
    [InlineData("patient disabled", HttpStatusCode.Gone, "Over")]
    [InlineData("moved", HttpStatusCode.NotFound, "Unknown")]
    [InlineData("forged", HttpStatusCode.NotFound, "Unknown")]
    [InlineData("of another visit", HttpStatusCode.NotFound, "Unknown")]
    public async Task A_link_that_is_no_good_opens_nothing_says_what_to_do_and_is_on_record(string why, HttpStatusCode status, string reason)
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5), patient: why == "patient disabled" ? await clinic.AddAsync(Roles.Patient, "Ana Ida") : null);
        var link = await day.InviteAsync(appointment);
        var marta = clinic.Visitor();
        var ready = await marta.OpenAsync(link);
        link = await SpoilAsync(why, appointment, link);

        var answer = await marta.OpenAsync(link);

        answer.Is(status).Shows(status == HttpStatusCode.Gone ? "Este enlace ya no vale" : "Este enlace no vale");
        Assert.DoesNotContain("Acompaña a Ana", answer.Text);
        Assert.Equal([reason], await DeniedAsync(appointment, AuditKind.CompanionEntry));
        // The form that was open before.
        if (why is not ("forged" or "of another visit"))
            (await ready.SubmitAsync("Entrar")).Is(status);
        Assert.Null((await day.OnlyAsync(appointment)).EnteredAt);
    }

    [Fact]
    public async Task A_moved_visit_brings_another_link_a_reassigned_one_another_question_and_a_cancelled_one_news()
    {
        var (moved, reassigned, cancelled) = (await clinic.BookAsync(now.AddMinutes(5)), await clinic.BookAsync(now.AddHours(2)), await clinic.BookAsync(now.AddHours(4)));
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        var emails = new List<string>();
        foreach (var appointment in new[] { moved, reassigned, cancelled })
            emails.Add(await day.NameAsync(bruno, appointment));
        await clinic.DeliverAsync();
        clinic.Clock.Advance(TimeSpan.FromSeconds(1));
        await clinic.MoveAsync(moved, now.AddDays(2));
        await clinic.ReassignAsync(reassigned, clinic.Elena);
        await clinic.CancelAsync(cancelled);

        var news = (await day.MailToAsync(emails[0]))[^1];
        Assert.StartsWith("Nueva hora", news.Subject);
        (await clinic.Visitor().OpenAsync(news.Link())).Is(HttpStatusCode.OK).Shows("Todavía es pronto");
        Assert.Equal(CompanionState.Invited, (await day.OnlyAsync(moved)).State);
        foreach (var email in emails[1..])
            Assert.StartsWith("Ya no hace falta", (await day.MailToAsync(email))[^1].Subject);
        Assert.Equal(CompanionState.Removed, (await day.OnlyAsync(cancelled)).State);
        clinic.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Single(await day.MailToAsync(clinic.Elena.Email!), m => m.Subject!.StartsWith("Quieren venir acompañados", StringComparison.Ordinal) && m.Link().EndsWith(reassigned.PublicId, StringComparison.Ordinal));
        await (await (await clinic.SignedInAsync(clinic.Elena)).OpenAsync(CompanionDay.PageOf(reassigned))).SubmitAsync("Aceptar: Marta Ruiz");
        Assert.StartsWith("Invitación", (await day.MailToAsync(emails[1]))[^1].Subject);
    }

    [Fact]
    public async Task Before_the_window_the_press_is_423_and_spends_nothing()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(15));
        var link = await day.InviteAsync(appointment);
        var visitor = clinic.Visitor();
        var early = await visitor.OpenAsync(link);
        Assert.False(early.Has(".btn-enter"));

        (await early.SubmitElsewhereAsync("language", link)).Is(HttpStatusCode.Locked).Shows("Todavía es pronto");

        Assert.Null((await day.OnlyAsync(appointment)).EnteredAt);
        clinic.Clock.Advance(TimeSpan.FromMinutes(10));
        (await day.PressAsync(visitor, link)).Shows("sabe que está aquí");
    }

    [Fact]
    public async Task The_waiting_page_asks_and_gets_304_a_stranger_nothing_and_whoever_asks_without_end_is_slowed_down()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var marta = clinic.Visitor();
        await day.PressAsync(marta, await day.InviteAsync(appointment));
        var companion = await day.OnlyAsync(appointment);
        var address = $"/Companion/{companion.PublicId}/Status";
        using var first = await marta.AskStatusAsync(companion);
        Assert.Equal(HttpStatusCode.NotModified, (await marta.AskStatusAsync(companion, first.Headers.ETag!.Tag)).StatusCode);
        using var strangers = await clinic.Visitor().AskStatusAsync(companion);
        Assert.Equal(("""{"ended":true}""", null), (await strangers.Content.ReadAsStringAsync(), strangers.Headers.ETag));
        Assert.Equal(HttpStatusCode.NotFound, (await marta.SendAsync(HttpMethod.Get, $"/Companion/{new string('a', 26)}/Status")).StatusCode);

        var nosy = clinic.Visitor();
        var asked = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => nosy.SendAsync(HttpMethod.Get, address)));

        Assert.Contains(asked, a => a.StatusCode == HttpStatusCode.TooManyRequests && a.Headers.RetryAfter is not null);
        Assert.Equal(HttpStatusCode.OK, (await marta.SendAsync(HttpMethod.Get, address)).StatusCode);
        Assert.Single(await clinic.RecordOfAsync(appointment), e => e.Kind == AuditKind.PollsRefused);
    }

    [Fact]
    public async Task A_companions_question_is_held_until_there_is_news_and_a_forged_sign_of_life_is_refused_on_record()
    {
        var appointment = await clinic.BookAsync(now.AddMinutes(5));
        var (marta, bruno) = (clinic.Visitor(), await clinic.SignedInAsync(clinic.Bruno));
        await day.PressAsync(marta, await day.InviteAsync(appointment));
        var companion = await day.OnlyAsync(appointment);
        using var first = await marta.AskStatusAsync(companion);
        using var nothing = await marta.AskStatusAsync(companion, first.Headers.ETag!.Tag, wait: 1);
        Assert.Equal((HttpStatusCode.NotModified, "wait=1"), (nothing.StatusCode, nothing.Headers.GetValues("Preference-Applied").Single()));

        var held = marta.AskStatusAsync(companion, first.Headers.ETag.Tag, wait: 30);
        await (await bruno.OpenAsync($"/Visits/{appointment.PublicId}/Late")).SubmitAsync("Input.Minutes", ("Input.Minutes", "10"));
        using var late = await held;
        Assert.Contains("unos 10 minutos de retraso", await late.Content.ReadAsStringAsync());
        held = marta.AskStatusAsync(companion, late.Headers.ETag!.Tag, wait: 30);
        await day.AdmitAsync(bruno);
        using var admitted = await held;
        Assert.Contains("le deja pasar", await admitted.Content.ReadAsStringAsync());

        clinic.Clock.Advance(TimeSpan.FromSeconds(30));
        using var forged = await clinic.Visitor().AskStatusAsync(companion, isThere: true);
        Assert.Equal(["OtherBrowser"], await DeniedAsync(appointment, AuditKind.CompanionEntry));
        Assert.Equal(companion.SeenAt, (await day.OnlyAsync(appointment)).SeenAt);
        // The visit itself is asked about by its two, and they sign in.
        using var visits = await marta.AskStatusAsync(appointment.PublicId, isThere: true);
        Assert.Equal(HttpStatusCode.Redirect, visits.StatusCode);
        using (await marta.AskStatusAsync(companion, isThere: true))
            Assert.Equal(clinic.Now, (await day.OnlyAsync(appointment)).SeenAt);
    }

    private async Task<string> SpoilAsync(string why, Appointment appointment, string link)
    {
        switch (why)
        {
            case "ended":
                var bruno = await clinic.SignedInAsync(clinic.Bruno);
                await (await (await bruno.OpenAsync($"/Visits/{appointment.PublicId}/Join")).SubmitAsync("Entrar")).SubmitAsync("Sí, terminar la consulta");
                Assert.Equal(AppointmentStatus.Completed, (await clinic.ReadAsync(appointment)).Status);
                break;
            case "late":
                clinic.Clock.SetUtcNow(new(appointment.EndsAt.AddMinutes(15), TimeSpan.Zero));
                break;
            case "cancelled":
                await clinic.CancelAsync(appointment);
                break;
            case "turned away":
                await (await (await clinic.SignedInAsync(clinic.Bruno)).OpenAsync(CompanionDay.PageOf(appointment))).SubmitAsync("Retirar: Marta Ruiz");
                break;
            case "reassigned":
                await clinic.ReassignAsync(appointment, clinic.Elena);
                break;
            case "patient disabled":
                await clinic.DisableAsync(await clinic.InAsync<ClinicDb, ClinicUser>(db => db.Users.SingleAsync(u => u.Id == appointment.PatientId)));
                break;
            case "moved":
                await clinic.MoveAsync(appointment, now.AddMinutes(10));
                break;
            case "forged":
                return link[..^8] + new string('A', 8);
            default:
                var other = await clinic.BookAsync(now.AddHours(2), patient: clinic.Carla);
                var foreign = await day.InviteAsync(other, "Otra Persona");
                return $"{link[..link.IndexOf("&code", StringComparison.Ordinal)]}{foreign[foreign.IndexOf("&code", StringComparison.Ordinal)..]}";
        }

        return link;
    }

    private async Task<IReadOnlyList<string?>> DeniedAsync(Appointment appointment, AuditKind kind)
        => [.. (await clinic.RecordOfAsync(appointment)).Where(e => e.Kind == kind && e.Outcome == AuditOutcome.Denied && (e.ActorRole is "Companion" or "Anonymous")).Select(e => e.Reason)];
}

public sealed class CompanionLinkStories_on_Sqlite(SqliteClinic clinic) : CompanionLinkStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class CompanionLinkStories_on_PostgreSql(PostgresClinic clinic) : CompanionLinkStories(clinic), IClassFixture<PostgresClinic>;
