using System.Net;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Visits;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Web;

/// <summary>
/// S17: every route that takes an id, asked by five people for things that are none of theirs, to look at and to post to. The routes come
/// from the application itself.
/// </summary>
internal sealed class ForeignIds(TestClinic clinic)
{
    private const string Canary = "Canario";

    private readonly List<(string Appointment, string Patient, string Specialist, string Companion)> foreign = [];

    public int Asked { get; private set; }

    /// <summary>Answered by a limit that counts by person, before anything was looked up.</summary>
    public int HeldBack { get; private set; }

    public List<string> Leaks { get; } = [];

    /// <returns>How many routes there were.</returns>
    public async Task<int> TryAsync(int ids)
    {
        await FillAsync(ids);
        var routes = clinic.Routes().Where(r => r.RoutePattern.RawText!.Contains(KnownRoutes.Id)).DistinctBy(r => r.Path()).ToList();
        foreach (var person in new[] { clinic.Ana, clinic.Carla, clinic.Elena, clinic.Delia, null })
        {
            var visitor = person is null ? clinic.Visitor() : await clinic.SignedInAsync(person);
            var token = (await visitor.OpenAsync("/")).Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
            foreach (var route in routes.Where(r => !MayKeep(person, r)))
            {
                foreach (var (index, (appointment, patient, specialist, companion)) in foreign.Index())
                {
                    // From many places, so that no limit answers instead.
                    visitor.From = $"198.19.{index / 256}.{index % 256}";
                    await AskAsync(visitor, person?.FullName ?? "nobody", route.With(appointment, patient, specialist, companion), token);
                }
            }
        }

        return routes.Count;
    }

    /// <summary>Administrators keep the diary and the people, and no visit.</summary>
    private bool MayKeep(ClinicUser? person, RouteEndpoint route) => person == clinic.Delia && !route.TakesCompanion() && !route.Path().StartsWith("/Visits/", StringComparison.Ordinal);

    private async Task AskAsync(Visitor visitor, string who, string address, string token)
    {
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post })
        {
            using var request = new HttpRequestMessage(method, address);
            request.Headers.Add("RequestVerificationToken", token);
            using var answer = await visitor.Http.SendAsync(request);
            Asked++;
            HeldBack += answer.StatusCode == HttpStatusCode.TooManyRequests ? 1 : 0;
            var isSentToSignIn = answer.Headers.Location?.ToString().StartsWith("/Identity/Account/Login", StringComparison.Ordinal) == true;
            var text = await answer.Content.ReadAsStringAsync();
            var exists = answer.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.TooManyRequests) && !isSentToSignIn && !IsTurnedAway(address, answer, text);
            if (exists || text.Contains(Canary))
                Leaks.Add($"{method} {address} as {who}: {(int)answer.StatusCode} {answer.Headers.Location}");
        }
    }

    /// <summary>A companion's page in a browser that is not theirs says that much in words, and nothing else.</summary>
    private static bool IsTurnedAway(string address, HttpResponseMessage answer, string text) => address.StartsWith("/Companion/", StringComparison.Ordinal)
        && (answer.Headers.Location?.ToString().EndsWith("/Ended", StringComparison.Ordinal) == true || text == """{"ended":true}""" || text.Contains("<h1>Aquí no puede entrar</h1>"));

    /// <summary>Appointments of other patients with another specialist and a companion in the room, some of them now.</summary>
    private Task FillAsync(int ids) => clinic.InAsync<ClinicDb>(async db =>
    {
        var normalizer = new Microsoft.AspNetCore.Identity.UpperInvariantLookupNormalizer();
        var mark = PublicId.New();
        var account = new NewPerson($"{Canary} Especialista", $"{mark}@canario.test", Roles.Specialist, "es").AddTo(db, normalizer);
        var specialist = db.Specialists.Local.Single(s => s.Id == account.Id);
        for (var i = 0; i < ids; i++)
        {
            var person = new NewPerson($"{Canary} {i}", $"{mark}{i}@canario.test", Roles.Patient, "es").AddTo(db, normalizer);
            var appointment = Appointment.Book(db.Patients.Local.Single(p => p.Id == person.Id), specialist,
                new(clinic.Now.AddMinutes(5 + 30 * i), TimeSpan.FromMinutes(30), Modality.Video), clinic.Now.AddDays(-1));
            db.Appointments.Add(appointment);
            var companion = Companion.Invite(appointment, new($"{Canary} {i}", Relationship.Relative, "es", $"{mark}{i}@canario.test"), 1, clinic.Now);
            companion.Enter(PublicId.New(), clinic.Now);
            companion.Admit(clinic.Now);
            appointment.Visit.OpenRoom(clinic.Now);
            db.Companions.Add(companion);
            foreign.Add((appointment.PublicId, person.Id, specialist.Id, companion.PublicId));
        }

        await db.SaveChangesAsync();
    });
}
