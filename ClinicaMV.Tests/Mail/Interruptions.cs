using ClinicaMV.Auditing;
using ClinicaMV.Tests.Auditing;
using ClinicaMV.Web;

namespace ClinicaMV.Tests.Mail;

/// <summary>
/// What the program stands on is taken away for a moment and given back, again and again, while the reception books: its disk is full,
/// or its database has gone. The program goes on running. What it has confirmed is there with its mail, and nobody had to help.
/// </summary>
internal static class Interruptions
{
    private const int Bookers = 2;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    // A failed attempt is tried again after a minute, and a lease that nobody could give back lasts two.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);

    /// <param name="take">Takes it away, until what it gives is disposed.</param>
    public static async Task<InterruptionFigures> OfAsync(InterruptedClinic clinic, int times, Func<Task<IAsyncDisposable>> take)
    {
        clinic.Reception.TakesRefusals = true;
        var (exit, waited) = (-1, 0);
        await clinic.RunAsync(Bookers, TimeSpan.Zero, async run =>
        {
            for (var time = 0; time < times; time++)
            {
                await Task.Delay(Longest * Random.Shared.NextDouble());
                await using (await take())
                    await Task.Delay(Longest * Random.Shared.NextDouble());
            }

            clinic.Reception.Stop();
            await clinic.LeftAfterAsync(Patience);
            exit = await run.StopAsync();
            waited = run.Said.Split(WaitsForDatabase.SaysSo).Length - 1;
        });
        var after = clinic.Reopen();
        var verdict = await after.VerifyAsync();
        return new() { Times = times, Refused = clinic.Reception.Refused, Waited = waited, Exit = exit, Fault = verdict.Fault, Mail = await MailKills.FiguresAsync(clinic, after, kills: 0) };
    }
}

internal sealed record InterruptionFigures
{
    public required int Times { get; init; }

    /// <summary>Bookings that were answered with an error page.</summary>
    public required int Refused { get; init; }

    /// <summary>How often something that was asked was put off until the database answers.</summary>
    public required int Waited { get; init; }

    public required int Exit { get; init; }

    public required ChainFault? Fault { get; init; }

    public required KillFigures Mail { get; init; }

    public override string ToString() => FormattableString.Invariant(
        $"{Times} times, {Mail.Booked:N0} booked ({Mail.Acknowledged:N0} confirmed) and {Refused:N0} refused by the same program, {Waited:N0} times somebody waited instead: {Mail.Forgotten} forgotten, {Mail.WithoutMail} without their mail, {Mail.Lost} mails lost; {Mail.Doubled} sent again under the same Message-ID, {Mail.Different} of them not byte for byte; the record {(Fault is null ? "green" : "broken")}");
}
