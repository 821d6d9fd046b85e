using System.Net;
using ClinicaMV.Auditing;
using ClinicaMV.Tests.Infrastructure;

namespace ClinicaMV.Tests.Jitsi;

/// <summary>The video server is down: whoever stands at the door is told, may ring, try again, and enter all the same.</summary>
public abstract class SilentServerStories(TestClinic clinic)
{
    [Fact]
    public async Task The_Join_page_says_so_with_another_try_and_the_telephone_and_the_record_shows_it_once_a_minute()
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddMinutes(5));
        var ana = await clinic.SignedInAsync(clinic.Ana);

        var page = (await ana.OpenAsync(JoinOf(appointment.PublicId))).Is(HttpStatusCode.OK).Shows("El servidor de vídeo no responde").Shows("puede entrar igualmente");
        Assert.Equal("tel:+34958123456", page.Document.QuerySelector(".unreachable a[href^=tel]")!.GetAttribute("href"));
        Assert.DoesNotContain(await clinic.RecordOfAsync(appointment), e => e.ActorId == clinic.Ana.Id);
        page = (await page.SubmitAsync("Intentarlo de nuevo")).Is(HttpStatusCode.ServiceUnavailable).Shows("El servidor de vídeo no responde");
        await page.SubmitAsync("Intentarlo de nuevo");
        clinic.Clock.Advance(TimeSpan.FromSeconds(61));
        await page.SubmitAsync("Intentarlo de nuevo");

        var lines = (await clinic.RecordOfAsync(appointment)).Where(e => e.ActorId == clinic.Ana.Id).ToList();
        Assert.Equal(2, lines.Count);
        Assert.All(lines, e => Assert.Equal((AuditKind.VideoServerSilent, AuditOutcome.Denied), (e.Kind, e.Outcome)));
        Assert.Null((await clinic.ReadAsync(appointment)).Visit.PatientEnteredAt);
        (await page.SubmitAsync("Entrar")).IsAt($"/Visits/{appointment.PublicId}/Room");
    }

    [Fact]
    public async Task What_does_not_answer_the_portal_may_answer_the_browser_and_Enter_keeps_nobody_out()
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddMinutes(5));
        var bruno = await clinic.SignedInAsync(clinic.Bruno, "en");

        var room = await (await bruno.OpenAsync(JoinOf(appointment.PublicId))).Shows("The video server does not answer").SubmitAsync("Enter");

        room.IsAt($"/Visits/{appointment.PublicId}/Room");
        Assert.True(room.Has("#visit-room"));
    }

    [Fact]
    public async Task Nobody_is_told_of_it_where_the_door_is_shut_or_not_theirs()
    {
        var (early, open) = (await clinic.BookAsync(clinic.NewDay().AddHours(3)), await clinic.BookAsync(clinic.Now.AddMinutes(5)));
        var ana = await clinic.SignedInAsync(clinic.Ana);
        var form = await ana.OpenAsync(JoinOf(open.PublicId));

        Assert.DoesNotContain("no responde", (await ana.OpenAsync(JoinOf(early.PublicId))).Text);
        (await form.SubmitElsewhereAsync("Intentarlo de nuevo", $"{JoinOf(early.PublicId)}?handler=TryAgain")).Is(HttpStatusCode.Locked);
        var stranger = await (await clinic.SignedInAsync(clinic.Carla)).OpenAsync("/Appointments");
        (await stranger.SubmitElsewhereAsync("language", $"{JoinOf(open.PublicId)}?handler=TryAgain")).Is(HttpStatusCode.NotFound);
    }

    private static string JoinOf(string id) => $"/Visits/{id}/Join";

    internal static void Prepare(TestClinic clinic)
    {
        clinic.Configure("Clinic:Phone", "+34 958 12 34 56");
        clinic.Configure("Jitsi:Server", "SelfHosted");
        // Nobody listens on port 1.
        clinic.Configure("Jitsi:Domain", "localhost:1");
        clinic.Configure("Jitsi:AppId", "clinicamv");
        clinic.Configure("Jitsi:AppSecret", Tokens.Secret);
    }
}

public sealed class SilentServerStories_on_Sqlite(SilentServerStories_on_Sqlite.Configured clinic) : SilentServerStories(clinic), IClassFixture<SilentServerStories_on_Sqlite.Configured>
{
    public sealed class Configured : SqliteClinic
    {
        public Configured() => Prepare(this);
    }
}

[Trait("Needs", "PostgreSql")]
public sealed class SilentServerStories_on_PostgreSql(SilentServerStories_on_PostgreSql.Configured clinic) : SilentServerStories(clinic), IClassFixture<SilentServerStories_on_PostgreSql.Configured>
{
    public sealed class Configured : PostgresClinic
    {
        public Configured() => Prepare(this);
    }
}
