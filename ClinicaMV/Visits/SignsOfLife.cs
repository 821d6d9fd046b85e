using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Visits;

/// <summary>Notes who is still at the door. Neither the version nor anything else of the appointment changes.</summary>
public static class SignsOfLife
{
    public static Task<int> SeePatientAsync(this ClinicDb db, long appointmentId, DateTime now, CancellationToken cancel)
        => db.InTurnAsync(() => db.Appointments.Where(a => a.Id == appointmentId).ExecuteUpdateAsync(set => set.SetProperty(a => a.Visit.PatientSeenAt, now), cancel), cancel);

    public static Task<int> SeeCompanionAsync(this ClinicDb db, long companionId, DateTime now, CancellationToken cancel)
        => db.InTurnAsync(() => db.Companions.Where(c => c.Id == companionId).ExecuteUpdateAsync(set => set.SetProperty(c => c.SeenAt, now), cancel), cancel);
}
