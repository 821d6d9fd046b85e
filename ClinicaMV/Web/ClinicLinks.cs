using ClinicaMV.Clinic;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Web;

/// <summary>Links that leave the house, in mail and calendars. They begin with <c>Clinic:PublicUrl</c>, whatever a request's Host header says.</summary>
public sealed class ClinicLinks(IOptions<ClinicOptions> options)
{
    public string Join(string appointmentId) => To($"/Visits/{appointmentId}/Join");

    public string DeviceCheck(string appointmentId) => To($"/Visits/{appointmentId}/DeviceCheck");

    public string Appointment(string appointmentId) => To($"/Appointments/{appointmentId}");

    public string SignIn => To("/Identity/Account/Login");

    public string AcceptInvitation(string personId, string code) => To($"/Identity/Account/AcceptInvitation?id={personId}&code={code}");

    public string ResetPassword(string personId, string code) => To($"/Identity/Account/ResetPassword?id={personId}&code={code}");

    public string NewAddress(string personId, string code) => To($"/Identity/Account/NewAddress?id={personId}&code={code}");

    public string Calendar(string secret) => To($"/Calendar/{secret}.ics");

    public string Companion(string companionId, string code) => To($"/Companion?id={companionId}&code={code}");

    private string To(string path) => new Uri(options.Value.PublicUrl!, path).ToString();
}
