namespace ClinicaMV.Visits;

/// <summary>
/// The newest check that a person has made of camera, microphone, speaker, connection and browser: one for each of their
/// appointments, and one that is for none.
/// </summary>
public sealed class DeviceCheck
{
    private DeviceCheck()
    {
    }

    public long Id { get; private set; }

    public string PersonId { get; private set; } = null!;

    /// <summary>For which appointment; <see langword="null"/>: for none in particular.</summary>
    public long? AppointmentId { get; private set; }

    public DateTime At { get; private set; }

    public BrowserFamily SeenWith { get; private set; }

    public DeviceFindings Findings { get; private set; } = new();

    /// <summary>As <see cref="DeviceFindings.IsFine"/>, where the database can ask for it.</summary>
    public bool IsFine { get; private set; }

    public static DeviceCheck Of(string personId, long? appointmentId) => new() { PersonId = personId, AppointmentId = appointmentId };

    public void Take(DeviceFindings findings, BrowserFamily seenWith, DateTime now)
        => (Findings, IsFine, SeenWith, At) = (findings, findings.IsFine, seenWith, now);
}
