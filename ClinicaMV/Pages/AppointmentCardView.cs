using ClinicaMV.Appointments;
using Microsoft.AspNetCore.Html;

namespace ClinicaMV.Pages;

/// <summary>An appointment in a list.</summary>
/// <param name="More">What else the page has to say of it, and to do with it.</param>
public sealed record AppointmentCardView(Appointment Appointment, IHtmlContent? More = null);
