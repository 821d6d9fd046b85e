using ClinicaMV.Appointments;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.Visits;
using MimeKit;

namespace ClinicaMV.Tests.Mail;

/// <summary>What the mail of a move says has changed: that, and nothing else.</summary>
public abstract class MoveNewsStories(TestClinic clinic)
{
    private readonly CompanionDay day = new(clinic);
    private readonly DateTime tomorrow = clinic.NewDay().AddDays(1);

    [Theory]
    [InlineData(2, 45, Modality.Video, "Cita cambiada de hora: ", "Su cita tiene otra hora.", "Appointment at another hour: ", "has another hour")]
    [InlineData(0, 45, Modality.InPerson, "Ahora es presencial: ", "ya no es por vídeo, sino presencial", "Now in person: ", "no longer by video but in person")]
    [InlineData(0, 40, Modality.Video, "Ahora dura 40 minutos: ", "Su cita dura ahora 40 minutos. Empieza a la misma hora", "Now 40 minutes long: ", "now lasts 40 minutes. It begins at the same hour")]
    [InlineData(2, 40, Modality.InPerson, "Cita cambiada: ", "Empieza a esta hora: 12:00. Dura 40 minutos. Es presencial", "Appointment changed: ", "begins at this hour: 12:00. It lasts 40 minutes. It is in person")]
    public async Task It_says_what_has_changed(int later, int minutes, Modality how, string subject, string lead, string englishSubject, string englishLead)
    {
        foreach (var (patient, begins, says) in new[] { (clinic.Ana, subject, lead), (clinic.Carla, englishSubject, englishLead) })
        {
            var appointment = await clinic.BookAsync(tomorrow, patient: patient);
            await clinic.DeliverAsync();
            clinic.Clock.Advance(TimeSpan.FromSeconds(1));

            await clinic.MoveAsync(appointment, tomorrow.AddHours(later), how, minutes);

            var news = await clinic.MailToAsync(patient);
            Says(news, begins, says);
            Assert.Equal(later > 0, news.TextBody!.Contains("otra hora") || news.TextBody.Contains("another hour") || news.TextBody.Contains("12:00"));
            Assert.Contains("METHOD:REQUEST", news.BodyParts.OfType<TextPart>().First(p => p.ContentType.MediaSubtype == "calendar").Text);
            await clinic.CancelAsync(appointment);
        }
    }

    [Fact]
    public async Task A_visit_that_is_held_by_video_again_is_said_to_be_so()
    {
        var appointment = await clinic.BookAsync(tomorrow, Modality.InPerson);
        await clinic.DeliverAsync();
        clinic.Clock.Advance(TimeSpan.FromSeconds(1));

        await clinic.MoveAsync(appointment, tomorrow, Modality.Video);

        Says(await clinic.MailToAsync(clinic.Ana), "Ahora es por vídeo: ", "ya no es en la clínica, sino por vídeo");
    }

    [Fact]
    public async Task Who_has_not_heard_of_the_change_before_hears_of_all_at_once_how_it_is()
    {
        var appointment = await clinic.BookAsync(tomorrow);
        await clinic.DeliverAsync();
        clinic.Clock.Advance(TimeSpan.FromSeconds(1));

        await clinic.MoveAsync(appointment, tomorrow.AddHours(2));
        await clinic.MoveAsync(appointment, tomorrow.AddHours(2), Modality.InPerson);

        Says(await clinic.MailToAsync(clinic.Ana), "Cita cambiada: ", "Empieza a esta hora: 12:00. Dura 45 minutos. Es presencial");
    }

    [Fact]
    public async Task A_companion_reads_of_another_length_and_is_invited_who_has_had_no_link_yet()
    {
        var (shorter, early) = (await clinic.BookAsync(tomorrow), await clinic.BookAsync(tomorrow.AddHours(2)));
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        var knows = await day.NameAsync(bruno, shorter);
        await clinic.DeliverAsync();
        clinic.Clock.Advance(TimeSpan.FromSeconds(1));
        var knowsNothing = await day.NameAsync(bruno, early);

        await clinic.MoveAsync(shorter, tomorrow, minutes: 40);
        await clinic.MoveAsync(early, tomorrow.AddHours(4));

        Says((await day.MailToAsync(knows))[^1], "Ahora dura 40 minutos: ", "dura ahora 40 minutos y empieza a la misma hora. El enlace anterior ya no vale");
        Says(Assert.Single(await day.MailToAsync(knowsNothing)), "Invitación: ", "le esperan para acompañar");
    }

    private static void Says(MimeMessage mail, string subject, string lead)
    {
        Assert.StartsWith(subject, mail.Subject);
        // Lines of plain text are broken where they are long.
        Assert.Contains(lead, string.Join(' ', mail.TextBody!.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
    }
}

public sealed class MoveNewsStories_on_Sqlite(SqliteClinic clinic) : MoveNewsStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class MoveNewsStories_on_PostgreSql(PostgresClinic clinic) : MoveNewsStories(clinic), IClassFixture<PostgresClinic>;
