using ClinicaMV.Clinic;

namespace ClinicaMV.Visits;

/// <summary>When the door of a visit is open (section <c>Visits</c>). All in minutes, 0 to 240.</summary>
public sealed class VisitsOptions
{
    public const int MostMinutes = 240;

    [Option("when the door opens for the patient, before the start")]
    public int PatientOpensMinutesBefore { get; set; } = 10;

    [Option("likewise for the specialist")]
    public int SpecialistOpensMinutesBefore { get; set; } = 30;

    [Option("when it closes for both, after the end")]
    public int ClosesMinutesAfter { get; set; } = 15;

    [Option("the patient gets the room only after the specialist has opened it")]
    public bool PatientWaitsForSpecialist { get; set; } = true;

    public sealed class Validator : OptionsValidator<VisitsOptions>
    {
        protected override IEnumerable<string> FaultsOf(VisitsOptions o)
            => new[]
            {
                (nameof(o.PatientOpensMinutesBefore), o.PatientOpensMinutesBefore),
                (nameof(o.SpecialistOpensMinutesBefore), o.SpecialistOpensMinutesBefore),
                (nameof(o.ClosesMinutesAfter), o.ClosesMinutesAfter),
            }.Where(v => v.Item2 is < 0 or > MostMinutes).Select(v => $"Visits:{v.Item1} must lie between 0 and {MostMinutes}.");
    }
}
