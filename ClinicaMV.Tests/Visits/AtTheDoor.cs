using ClinicaMV.Appointments;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Visits;

namespace ClinicaMV.Tests.Visits;

/// <summary>What people at the door of a visit do, and what their pages ask.</summary>
internal static class AtTheDoor
{
    public static async Task<Page> EnterAsync(this Visitor visitor, Appointment appointment)
        => await (await visitor.OpenAsync($"/Visits/{appointment.PublicId}/Join")).SubmitAsync("Entrar");

    public static Task<HttpResponseMessage> AskStatusAsync(this Visitor visitor, string id, string? tag = null, bool isThere = false, int wait = 0)
        => visitor.AskAsync($"/Visits/{id}/Status", tag, isThere, wait);

    /// <summary>The same of a companion.</summary>
    public static Task<HttpResponseMessage> AskStatusAsync(this Visitor visitor, Companion companion, string? tag = null, bool isThere = false, int wait = 0)
        => visitor.AskAsync($"/Companion/{companion.PublicId}/Status", tag, isThere, wait);

    private static async Task<HttpResponseMessage> AskAsync(this Visitor visitor, string address, string? tag, bool isThere, int wait)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (tag is not null)
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        if (isThere)
            request.Headers.Add("X-Here", "1");
        if (wait > 0)
            request.Headers.Add("Prefer", $"wait={wait}");
        return await visitor.Http.SendAsync(request);
    }
}
