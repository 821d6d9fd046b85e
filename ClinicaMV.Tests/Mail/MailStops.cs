using System.Diagnostics;
using ClinicaMV.Mail;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Mail;

/// <summary>S29: the program is asked to end (SIGTERM) in the middle of booking and sending, to a server that takes its time.</summary>
internal static class MailStops
{
    private const int Bookers = 4;
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(500);

    public static async Task<StopFigures> OfAsync(InterruptedClinic clinic, int stops)
    {
        var (stuck, slowest, failed, open) = (0, TimeSpan.Zero, 0, 0);
        clinic.Smtp.Faults.Delay = TimeSpan.FromMilliseconds(20);
        clinic.Smtp.Faults.Next(Infrastructure.SmtpFault.Slow, int.MaxValue);
        for (var stop = 0; stop < stops; stop++)
        {
            await clinic.RunAsync(Bookers, Longest, async run =>
            {
                var watch = Stopwatch.StartNew();
                failed += await run.StopAsync() == 0 ? 0 : 1;
                slowest = watch.Elapsed > slowest ? watch.Elapsed : slowest;
            });
            var states = await clinic.ReadAsync(db => db.OutgoingMail.Where(m => m.Kind == MailKind.AppointmentBooked).Select(m => m.State).ToListAsync());
            stuck += states.Count(s => s == MailState.Sending);
            open += states.Any(s => s == MailState.Pending) ? 1 : 0;
        }

        var twice = clinic.Smtp.Received.Count - clinic.Smtp.Received.Select(m => m.Text).Distinct().Count();
        return new() { Stops = stops, WithMailWaiting = open, Stuck = stuck, Failed = failed, Slowest = slowest, SentTwice = twice };
    }
}

internal sealed record StopFigures
{
    public required int Stops { get; init; }

    /// <summary>Of these, those that left mail for the next start: the load was real.</summary>
    public required int WithMailWaiting { get; init; }

    /// <summary>Mails that are with a worker which is gone.</summary>
    public required int Stuck { get; init; }

    public required int Failed { get; init; }

    public required TimeSpan Slowest { get; init; }

    public required int SentTwice { get; init; }

    public override string ToString() => FormattableString.Invariant(
        $"{Stops} stops, {WithMailWaiting} of them with mail waiting: {Stuck} rows stuck, {SentTwice} mails sent twice, {Failed} exit codes other than 0, the slowest {Slowest.TotalSeconds:0.0} s");
}
