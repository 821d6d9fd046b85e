using ClinicaMV.Accounts;
using ClinicaMV.Accounts.Sessions;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Limits;
using ClinicaMV.Mail;
using ClinicaMV.Operating;
using ClinicaMV.Visits;
using Hangfire;

namespace ClinicaMV.Jobs;

/// <summary>Everything that happens by itself, when, and why. Times are UTC; Hangfire is only the clock, what is owed lives in our tables.</summary>
public static class Timetable
{
    public static void Register(IRecurringJobManager jobs, bool demo)
    {
        // Mail goes out when it is committed; this finds what was due later, failed, or whose worker died.
        jobs.AddOrUpdate<SendOutgoingMail>("send-mail", job => job.RunAsync(CancellationToken.None), Cron.Minutely());

        // What was booked while reminders were off, or before there were any, is reminded of all the same.
        jobs.AddOrUpdate<OweReminders>("owe-reminders", job => job.RunAsync(CancellationToken.None), "*/10 * * * *");

        // Answered when it is asked; this finds what a worker that died has left.
        jobs.AddOrUpdate<AnswerRequests>("answer-requests", job => job.RunAsync(CancellationToken.None), Cron.Minutely());

        // Before anything is pruned.
        jobs.AddOrUpdate<Backups>("backup", job => job.RunAsync(CancellationToken.None), Cron.Daily(hour: 1, minute: 45));

        // At an hour when nobody has a visit.
        jobs.AddOrUpdate<SessionPruning>("prune-sessions", job => job.RunAsync(CancellationToken.None), Cron.Daily(hour: 2, minute: 15));
        jobs.AddOrUpdate<AuditPruning>("prune-records", job => job.RunAsync(CancellationToken.None), Cron.Daily(hour: 2, minute: 30));
        // After it: what is left must still be the record that was written.
        jobs.AddOrUpdate<AuditKeeper>("verify-record", job => job.VerifyAsync(CancellationToken.None), Cron.Daily(hour: 3, minute: 30));
        // Who rewrites the record cannot rewrite what lies elsewhere: what is older than the last anchor is safe.
        jobs.AddOrUpdate<AuditKeeper>("anchor-record", job => job.AnchorAsync(CancellationToken.None), Cron.Hourly(minute: 5));
        jobs.AddOrUpdate<MailPruning>("prune-mail-bodies", job => job.RunAsync(CancellationToken.None), Cron.Daily(hour: 2, minute: 45));

        // Who was in which room is a record of access too.
        jobs.AddOrUpdate<RoomPruning>("prune-rooms", job => job.RunAsync(CancellationToken.None), Cron.Daily(hour: 2, minute: 50));

        jobs.AddOrUpdate<DevicePruning>("prune-devices", job => job.RunAsync(CancellationToken.None), Cron.Daily(hour: 2, minute: 55));

        // Companions have no account, and no reason to be remembered.
        jobs.AddOrUpdate<CompanionPruning>("prune-companions", job => job.RunAsync(CancellationToken.None), Cron.Daily(hour: 2, minute: 20));

        // A key that nothing can use any more can do no good.
        jobs.AddOrUpdate<RoomKeyRotation>("retire-room-keys", job => job.RetireAsync(CancellationToken.None), Cron.Daily(hour: 3));

        // A day after its end nobody will mark an appointment any more, and a list of what is booked must not hold the past.
        jobs.AddOrUpdate<MarkForgotten>("mark-forgotten", job => job.RunAsync(CancellationToken.None), Cron.Hourly(minute: 20));

        // Guesses of a day ago hold nobody back.
        jobs.AddOrUpdate<Brakes>("prune-brakes", job => job.PruneAsync(CancellationToken.None), Cron.Hourly(minute: 50));

        // The demo clinic always has a visit that can be entered now.
        if (demo)
            jobs.AddOrUpdate<DemoClinic>("demo-appointments", job => job.TopUpAsync(CancellationToken.None), Cron.Minutely());
    }
}
