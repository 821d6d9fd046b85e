using System.Net;
using System.Text.Json;
using ClinicaMV.Appointments;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Visits;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using MimeKit;
using Page = ClinicaMV.Tests.Infrastructure.Page;

namespace ClinicaMV.Tests.Visits;

/// <summary>What people do about companions, as often as a story needs it.</summary>
internal sealed class CompanionDay(TestClinic clinic)
{
    private static int made;

    public static string PageOf(Appointment appointment) => $"/Appointments/{appointment.PublicId}/Companions";

    /// <summary>As a participant fills in the form.</summary>
    /// <returns>The address given, which nobody else has.</returns>
    public async Task<string> NameAsync(Visitor participant, Appointment appointment, string name = "Marta Ruiz", string language = "es")
    {
        var email = $"companion{Interlocked.Increment(ref made)}@example.test";
        var page = await participant.OpenAsync(PageOf(appointment));
        (await page.SubmitAsync("Input.Name", ("Input.Name", name), ("Input.Relationship", nameof(Relationship.Relative)), ("Input.Email", email), ("Input.Language", language)))
            .IsAt(PageOf(appointment)).Shows(name);
        return email;
    }

    public async Task<List<MimeMessage>> MailToAsync(string email)
        => [.. (await clinic.DeliverAsync()).Where(m => m.To.Mailboxes.Single().Address == email)];

    public async Task<string> LinkToAsync(string email) => (await MailToAsync(email))[^1].Link();

    /// <summary>Bruno invites somebody, whose link this is.</summary>
    public async Task<string> InviteAsync(Appointment appointment, string name = "Marta Ruiz")
        => await LinkToAsync(await NameAsync(await clinic.SignedInAsync(clinic.Bruno), appointment, name));

    public async Task<Page> PressAsync(Visitor companion, string link) => await (await companion.OpenAsync(link)).SubmitAsync("Entrar");

    public async Task<Page> AdmitAsync(Visitor specialist, string name = "Marta Ruiz") => await (await specialist.OpenAsync("/Today")).SubmitAsync($"Dejar pasar: {name}");

    /// <summary>Bruno has opened the room, and has let Marta in.</summary>
    public async Task<(Visitor Marta, Visitor Bruno, Companion Companion)> InRoomAsync(Appointment appointment)
    {
        var (marta, bruno) = (clinic.Visitor(), await clinic.SignedInAsync(clinic.Bruno));
        var link = await InviteAsync(appointment);
        await (await bruno.OpenAsync($"/Visits/{appointment.PublicId}/Join")).SubmitAsync("Entrar");
        await PressAsync(marta, link);
        await AdmitAsync(bruno);
        return (marta, bruno, await OnlyAsync(appointment));
    }

    /// <summary>Invited without a page, where the story is about something else.</summary>
    public Task<Companion> AddAsync(Appointment appointment, Action<Companion>? then = null) => clinic.InAsync<ClinicDb, Companion>(async db =>
    {
        var marta = Companion.Invite(await db.Appointments.SingleAsync(a => a.Id == appointment.Id),
            new("Marta Ruiz", Relationship.Relative, "es", "marta@example.test"), 1, clinic.Now);
        then?.Invoke(marta);
        db.Companions.Add(marta);
        await db.SaveChangesAsync();
        return marta;
    });

    /// <summary>The same, let in; the visitor has the browser in which the link was spent.</summary>
    public async Task<(Visitor Marta, Companion Companion)> PutInRoomAsync(Appointment appointment)
    {
        var key = PublicId.New();
        var companion = await AddAsync(appointment, marta =>
        {
            marta.Enter(key, clinic.Now);
            marta.Admit(clinic.Now);
            marta.Appointment.Visit.OpenRoom(clinic.Now);
        });
        var visitor = clinic.Visitor();
        visitor.Cookies.Add(visitor.Http.BaseAddress!, new Cookie($"companion-{companion.PublicId}", key, "/"));
        return (visitor, companion);
    }

    public string LinkOf(Companion companion) => new Uri(clinic.Services.GetRequiredService<CompanionLinks>().LinkOf(companion)).PathAndQuery;

    public Task<List<Companion>> OfAsync(Appointment appointment)
        => clinic.InAsync<ClinicDb, List<Companion>>(db => db.Companions.AsNoTracking().Where(c => c.AppointmentId == appointment.Id).OrderBy(c => c.Number).ToListAsync());

    public async Task<Companion> OnlyAsync(Appointment appointment) => Assert.Single(await OfAsync(appointment));

    public static JsonElement UserIn(Page room)
        => new JsonWebToken(room.Document.QuerySelector("#visit-room")!.GetAttribute("data-jwt")!).GetPayloadValue<JsonElement>("context").GetProperty("user");

    public static async Task<JsonElement> StatusAsync(Visitor visitor, Companion companion)
        => JsonDocument.Parse(await (await visitor.SendAsync(HttpMethod.Get, $"/Companion/{companion.PublicId}/Status")).Content.ReadAsStringAsync()).RootElement;
}
