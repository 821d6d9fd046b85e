using ClinicaMV.Appointments;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.Visits;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicaMV.Tests.Web;

/// <summary>Every page that can be opened, with something to see on it: no list that a new page could be missing from.</summary>
internal sealed class EveryPage
{
    private readonly TestClinic clinic;
    private readonly IReadOnlyList<Appointment> appointments;
    private readonly string companionId;

    private EveryPage(TestClinic clinic, IReadOnlyList<Appointment> appointments, Visitor companion, string companionId)
    {
        (this.clinic, this.appointments, this.companionId) = (clinic, appointments, companionId);
        Visitors = [() => Task.FromResult(clinic.Visitor()), .. new[] { clinic.Ana, clinic.Bruno, clinic.Delia }.Select(p => (Func<Task<Visitor>>)(() => clinic.SignedInAsync(p))), () => Task.FromResult(companion)];
    }

    /// <summary>A stranger, a patient, a specialist, an administrator, and somebody who comes along and has no account: as many of each as one likes.</summary>
    public IReadOnlyList<Func<Task<Visitor>>> Visitors { get; }

    /// <summary>Appointments in every state that a day knows, mail, hours; to be made once per clinic.</summary>
    public static async Task<EveryPage> FurnishAsync(TestClinic clinic)
    {
        var now = clinic.NewDay();
        await clinic.WorkAsync(clinic.Bruno, [.. Enum.GetNames<DayOfWeek>().Select(day => $"{day} 0:00-0:00")]);
        var open = await clinic.BookAsync(now.AddMinutes(5));
        var coming = await clinic.BookAsync(now.AddDays(2));
        var inPerson = await clinic.BookAsync(now.AddDays(3), Modality.InPerson);
        var cancelled = await clinic.BookAsync(now.AddDays(4));
        await clinic.CancelAsync(cancelled);
        await clinic.DeliverAsync();
        // Whatever the button says.
        var ana = await clinic.SignedInAsync(clinic.Ana);
        await (await ana.OpenAsync("/Appointments")).SubmitElsewhereAsync("language", $"/Visits/{open.PublicId}/Join");
        var (marta, companion) = await new CompanionDay(clinic).PutInRoomAsync(open);
        return new(clinic, [open, coming, inPerson, cancelled], marta, companion.PublicId);
    }

    public IEnumerable<string> Addresses()
    {
        var routes = clinic.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<PageActionDescriptor>() is not null)
            .Select(e => "/" + e.RoutePattern.RawText!.TrimStart('/')).Distinct()
            .Where(route => !route.StartsWith("/DemoJitsi/", StringComparison.Ordinal) && !route.StartsWith("/Mailbox/", StringComparison.Ordinal));
        return routes.SelectMany(route => route.Contains("{id", StringComparison.Ordinal)
            ? IdsFor(route).Select(id => route.Replace("{id:length(26)}", id))
            : [route]);
    }

    private IEnumerable<string> IdsFor(string route)
        => route.StartsWith("/Appointments", StringComparison.Ordinal) || route.StartsWith("/Visits", StringComparison.Ordinal)
            ? appointments.Select(a => a.PublicId)
            : route.StartsWith("/Companion", StringComparison.Ordinal) ? [companionId]
            : route.StartsWith("/Patients", StringComparison.Ordinal) ? [clinic.Ana.Id] : [clinic.Bruno.Id, clinic.Ana.Id];
}
