using ClinicaMV.Appointments;

namespace ClinicaMV.Pages;

/// <summary>The waiting room, whoever waits in it.</summary>
/// <param name="Path">The page's own, to look again without a script.</param>
/// <param name="StatusUrl">Where its script asks how it stands.</param>
public sealed record WaitingView(Appointment Appointment, string Words, string Path, string StatusUrl, string EndedUrl)
{
    /// <summary>A patient has something to prepare.</summary>
    public bool IsPatient { get; init; }
}
