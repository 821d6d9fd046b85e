using System.Globalization;
using ClinicaMV.Tests.Mail;

namespace ClinicaMV.Tests.Jobs;

/// <summary>The job store is emptied at random instants while people book; the program that goes on running has to find all the same what is owed.</summary>
internal static class JobStoreWipes
{
    private const int Wipes = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // The timetable is put back within a minute, and within another its turn comes.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    public static async Task<string> OfAsync(InterruptedClinic clinic)
    {
        var left = -1;
        await clinic.RunAsync(bookers: 2, TimeSpan.Zero, async run =>
        {
            for (var wipe = 0; wipe < Wipes; wipe++)
            {
                await Task.Delay(Pause * Random.Shared.NextDouble());
                await JobStore.EmptyAsync(clinic.Reopen());
            }

            clinic.Reception.Stop();
            left = await clinic.LeftAfterAsync(Patience);
            await run.StopAsync();
        });
        Assert.Equal(0, left);
        Assert.Equal(2 * clinic.Reception.Confirmed.Count, clinic.Smtp.Received.Count);
        return string.Create(CultureInfo.InvariantCulture, $"{Wipes} times over {clinic.Reception.Confirmed.Count:N0} bookings: all {clinic.Smtp.Received.Count:N0} mails sent once by the program itself");
    }
}
