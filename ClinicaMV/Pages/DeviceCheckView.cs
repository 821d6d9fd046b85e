using ClinicaMV.Visits;

namespace ClinicaMV.Pages;

/// <summary>A device check as its page shows it (<c>_DeviceCheck</c>).</summary>
/// <param name="Last">What the last one has found.</param>
/// <param name="IsNew">It has just been made.</param>
/// <param name="Browser">For which browser the advice is.</param>
public sealed record DeviceCheckView(DeviceCheck? Last, bool IsNew, BrowserFamily Browser);
