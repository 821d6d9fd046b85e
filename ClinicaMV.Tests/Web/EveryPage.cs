using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicaMV.Tests.Web;

/// <summary>Every page that can be opened, with something to see on it: no list that a new page could be missing from.</summary>
internal static class EveryPage
{
    /// <summary>Appointments in every state that a day knows, mail, hours; to be made once per clinic.</summary>
    public static async Task<IReadOnlyList<Appointment>> FurnishAsync(TestClinic clinic)
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
        return [open, coming, inPerson, cancelled];
    }

    public static IEnumerable<string> AddressesOf(TestClinic clinic, IReadOnlyList<Appointment> appointments)
    {
        var routes = clinic.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<PageActionDescriptor>() is not null)
            .Select(e => "/" + e.RoutePattern.RawText!.TrimStart('/')).Distinct()
            .Where(route => !route.StartsWith("/DemoJitsi/", StringComparison.Ordinal) && !route.StartsWith("/Mailbox/", StringComparison.Ordinal));
        return routes.SelectMany(route => route.Contains("{id", StringComparison.Ordinal)
            ? IdsFor(route, clinic, appointments).Select(id => route.Replace("{id:length(26)}", id))
            : [route]);
    }

    public static IEnumerable<ClinicUser?> Visitors(TestClinic clinic) => [null, clinic.Ana, clinic.Bruno, clinic.Delia];

    private static IEnumerable<string> IdsFor(string route, TestClinic clinic, IReadOnlyList<Appointment> appointments)
        => route.StartsWith("/Appointments", StringComparison.Ordinal) || route.StartsWith("/Visits", StringComparison.Ordinal)
            ? appointments.Select(a => a.PublicId)
            : route.StartsWith("/Patients", StringComparison.Ordinal) ? [clinic.Ana.Id] : [clinic.Bruno.Id, clinic.Ana.Id];
}
