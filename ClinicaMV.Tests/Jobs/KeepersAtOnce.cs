using ClinicaMV.Accounts;
using ClinicaMV.Accounts.Sessions;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Limits;
using ClinicaMV.Mail;
using ClinicaMV.Tests.Auditing;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Visits;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Tests.Jobs;

/// <summary>S25 for the jobs that keep the record, the rooms and the demo: each eight times at once, and what came of it.</summary>
internal sealed class KeepersAtOnce(TestClinic clinic)
{
    public const int Jobs = 10;

    private const int LinesOfEach = 20;

    // The record goes by whole months.
    private static readonly TimeSpan PastTechnical = TimeSpan.FromDays(90 + 31 + 1);

    public async Task ProveAsync()
    {
        await RecordIsAnchoredOnceAsync();
        await RecordIsPrunedOnceAsync();
        await RecordIsVerifiedAsync();
        await RoomsAreForgottenAsync();
        await KeysAreRetiredOnceAsync();
        await DemoIsToppedUpOnceAsync();
        await Task.WhenAll(AtOnceAsync<SessionPruning>(job => job.RunAsync(default)), AtOnceAsync<DevicePruning>(job => job.RunAsync(default)),
            AtOnceAsync<CompanionPruning>(job => job.RunAsync(default)), AtOnceAsync<Brakes>(job => job.PruneAsync(default)));
    }

    private async Task RecordIsAnchoredOnceAsync()
    {
        await clinic.FillRecordAsync(LinesOfEach);
        var options = clinic.Services.GetRequiredService<IOptions<AuditOptions>>().Value;
        options.AnchorEmail = "anclas@clinica.test";

        await AtOnceAsync<AuditKeeper>(keeper => keeper.AnchorAsync(default));

        options.AnchorEmail = "";
        Assert.Single(await File.ReadAllLinesAsync(clinic.Services.GetRequiredService<AnchorFile>().Path));
        Assert.NotNull((await ReadAsync(db => db.AuditChecks.SingleAsync())).Anchor);
        Assert.Equal(1, await ReadAsync(db => db.OutgoingMail.CountAsync(m => m.Kind == MailKind.RecordAnchored)));
    }

    private async Task RecordIsPrunedOnceAsync()
    {
        clinic.Clock.Advance(PastTechnical);

        await AtOnceAsync<AuditPruning>(job => job.RunAsync(default));

        var cutoff = clinic.Now.AddDays(-90);
        Assert.Equal(0, await ReadAsync(db => db.AuditEvents.CountAsync(e => e.Class == AuditClass.Technical && e.At < cutoff)));
        // Of the technical ones none is left to be shortened.
        Assert.Equal(LinesOfEach, await CountedAsync(AuditKind.RecordsPruned));
        Assert.Equal(LinesOfEach, await CountedAsync(AuditKind.OriginsErased));
    }

    private async Task RecordIsVerifiedAsync()
    {
        await AtOnceAsync<AuditKeeper>(keeper => keeper.VerifyAsync(default));

        Assert.True((await ReadAsync(db => db.AuditChecks.SingleAsync())).IsGreen);
        Assert.Null((await clinic.VerifyAsync()).Fault);
    }

    private async Task RoomsAreForgottenAsync()
    {
        var (old, young) = (await clinic.BookAsync(clinic.Now.AddHours(1)), await clinic.BookAsync(clinic.Now.AddHours(2)));
        await clinic.InAsync<ClinicDb>(async db =>
        {
            await db.SaveRoomAsync(old, default);
            await db.SaveRoomAsync(young, default);
            await db.VisitRooms.Where(r => r.AppointmentId == old.Id).ExecuteUpdateAsync(set => set.SetProperty(r => r.StartsAt, clinic.Now.AddYears(-6)));
        });

        await AtOnceAsync<RoomPruning>(job => job.RunAsync(default));

        Assert.Equal([young.Id], await ReadAsync(db => db.VisitRooms.Select(r => r.AppointmentId).ToListAsync()));
        await clinic.InAsync<ClinicDb>(db => db.VisitRooms.ExecuteDeleteAsync());
    }

    private async Task KeysAreRetiredOnceAsync()
    {
        await clinic.InAsync<RoomKeyRotation>(rotation => rotation.RotateAsync(default));
        clinic.Clock.Advance(TimeSpan.FromDays(3));
        var before = clinic.Now;

        await AtOnceAsync<RoomKeyRotation>(rotation => rotation.RetireAsync(default));

        Assert.Equal(1, await ReadAsync(db => db.RoomKeys.CountAsync()));
        Assert.Equal(1, await ReadAsync(db => db.AuditEvents.CountAsync(e => e.Kind == AuditKind.RoomKeysRetired && e.At >= before)));
    }

    private async Task DemoIsToppedUpOnceAsync()
    {
        await clinic.InAsync<ClinicDb>(async db =>
        {
            if (await db.Users.AnyAsync(u => u.Email == "ana@demo.test"))
                return;

            foreach (var person in DemoClinic.People.Where(p => p.Email is "ana@demo.test" or "bruno@demo.test"))
                person.AddTo(db, new UpperInvariantLookupNormalizer());
            await db.SaveChangesAsync();
        });

        await AtOnceAsync<DemoClinic>(demo => demo.TopUpAsync(default));

        Assert.Equal(1, await ReadAsync(db => db.Appointments.CountAsync(a => a.Patient.Account.Email == "ana@demo.test")));
    }

    // Who shared the work has put on record what part of it was theirs.
    private async Task<int> CountedAsync(AuditKind kind)
    {
        var now = clinic.Now;
        return (await ReadAsync(db => db.AuditEvents.Where(e => e.Kind == kind && e.At == now).Select(e => e.Reason!).ToListAsync())).Sum(int.Parse);
    }

    private Task<T> ReadAsync<T>(Func<ClinicDb, Task<T>> read) => clinic.InAsync(read);

    private Task AtOnceAsync<TJob>(Func<TJob, Task> run) where TJob : notnull => JobsAtOnce.RunAsync(clinic, run);
}
