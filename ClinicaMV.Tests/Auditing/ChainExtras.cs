using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Auditing;

/// <summary>A record to look at, and what somebody who can write to the database does to it.</summary>
internal static class ChainExtras
{
    /// <summary>An empty record with so many lines of each class, some with an address.</summary>
    public static Task FillRecordAsync(this TestClinic clinic, int ofEach) => clinic.InAsync<ClinicDb>(async db =>
    {
        await clinic.ForgetRecordAsync();
        for (var i = 0; i < ofEach; i++)
        {
            foreach (var kind in new[] { AuditKind.VisitEntry, AuditKind.AppointmentBooked, AuditKind.SignIn })
                db.AuditEvents.Add(Line(clinic.Now.AddMinutes(i - ofEach), kind, clinic.Ana.Id, i % 2 == 0 ? "203.0.113.77" : null));
            await db.SaveChangesAsync();
        }
    });

    public static async Task ForgetRecordAsync(this TestClinic clinic)
    {
        await clinic.InAsync<ClinicDb>(async db =>
        {
            await db.AuditEvents.ExecuteDeleteAsync();
            await db.AuditCheckpoints.ExecuteDeleteAsync();
            await db.AuditChecks.ExecuteDeleteAsync();
        });
        await clinic.InAsync<AnchorFile>(file =>
        {
            File.Delete(file.Path);
            return Task.CompletedTask;
        });
    }

    public static AuditEvent Line(DateTime at, AuditKind kind, string? actor = null, string? address = null) => new()
    {
        At = at, Kind = kind, Class = AuditKinds.ClassOf(kind), Outcome = AuditOutcome.Allowed, ActorId = actor, ActorRole = "Patient",
        AppointmentId = PublicId.New(), Reason = "TooEarly", IpAddress = address, AgentFamily = address is null ? null : "Firefox",
    };

    public static Task AddLineAsync(this TestClinic clinic, AuditKind kind, DateTime? at = null, string? address = null) => clinic.InAsync<ClinicDb>(db =>
    {
        db.AuditEvents.Add(Line(at ?? clinic.Now, kind, clinic.Ana.Id, address));
        return db.SaveChangesAsync();
    });

    public static Task AnchorAsync(this TestClinic clinic) => clinic.InAsync<AuditKeeper>(keeper => keeper.AnchorAsync(default));

    /// <summary>Against the clinic's own anchors.</summary>
    public static Task<AuditVerdict> VerifyAsync(this TestClinic clinic) => clinic.InAsync<AuditProof, AuditVerdict>(proof => proof.VerifyAsync(default));
}
