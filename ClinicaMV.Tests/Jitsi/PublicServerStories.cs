using ClinicaMV.Tests.Infrastructure;

namespace ClinicaMV.Tests.Jitsi;

/// <summary>A clinic that makes do with meet.jit.si: a new tab, and a notice that says what that means.</summary>
public abstract class PublicServerStories(TestClinic clinic)
{
    [Fact]
    public async Task The_room_opens_in_a_new_tab_under_a_plain_warning()
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddMinutes(5));
        var bruno = await clinic.SignedInAsync(clinic.Bruno);

        var room = await (await bruno.OpenAsync($"/Visits/{appointment.PublicId}/Join")).SubmitAsync("Entrar");

        room.Shows("Quien conozca el nombre de la sala puede entrar");
        var link = room.Document.QuerySelector("a[target=_blank]")!;
        Assert.Matches("^https://meet.jit.si/cita-[a-z2-7]{50}$", link.GetAttribute("href"));
        Assert.Equal("noopener noreferrer", link.GetAttribute("rel"));
        Assert.False(room.Has("#visit-room"));
        Assert.Contains("frame-src 'self';", room.Response.Headers.GetValues("Content-Security-Policy").Single());
    }

    protected static void Prepare(TestClinic clinic) => clinic.Configure("Jitsi:Server", "Public");
}

public sealed class PublicServerStories_on_Sqlite(PublicServerStories_on_Sqlite.Configured clinic) : PublicServerStories(clinic), IClassFixture<PublicServerStories_on_Sqlite.Configured>
{
    public sealed class Configured : SqliteClinic
    {
        public Configured() => Prepare(this);
    }
}

[Trait("Needs", "PostgreSql")]
public sealed class PublicServerStories_on_PostgreSql(PublicServerStories_on_PostgreSql.Configured clinic) : PublicServerStories(clinic), IClassFixture<PublicServerStories_on_PostgreSql.Configured>
{
    public sealed class Configured : PostgresClinic
    {
        public Configured() => Prepare(this);
    }
}
