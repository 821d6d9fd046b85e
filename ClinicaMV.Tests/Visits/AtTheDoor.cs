using ClinicaMV.Appointments;
using ClinicaMV.Tests.Infrastructure;

namespace ClinicaMV.Tests.Visits;

/// <summary>What people at the door of a visit do, and what their pages ask.</summary>
internal static class AtTheDoor
{
    public static async Task<Page> EnterAsync(this Visitor visitor, Appointment appointment)
        => await (await visitor.OpenAsync($"/Visits/{appointment.PublicId}/Join")).SubmitAsync("Entrar");

    public static async Task<HttpResponseMessage> AskStatusAsync(this Visitor visitor, string id, string? tag = null, bool isThere = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/Visits/{id}/Status");
        if (tag is not null)
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        if (isThere)
            request.Headers.Add("X-Here", "1");
        return await visitor.Http.SendAsync(request);
    }
}
