using ClinicaMV.Tests.Infrastructure;

namespace ClinicaMV.Tests.Jitsi;

/// <summary>A clinic that makes do with meet.jit.si: a new tab, and a notice that says what that means.</summary>
public sealed class PublicServerStories(PublicServerStories.PublicClinic clinic) : IClassFixture<PublicServerStories.PublicClinic>
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

    public sealed class PublicClinic : SqliteClinic
    {
        public PublicClinic() => Configure("Jitsi:Server", "Public");
    }
}
