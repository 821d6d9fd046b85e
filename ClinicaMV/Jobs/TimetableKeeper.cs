using ClinicaMV.Clinic;
using Hangfire;
using Hangfire.Server;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Jobs;

/// <summary>
/// Puts the timetable back every minute: somebody may have emptied the job store, or restored it from an old backup, and what is owed
/// must go out without anybody having to restart the portal. Nothing changes where it stands already.
/// </summary>
public sealed class TimetableKeeper(IRecurringJobManager jobs, IOptions<ClinicOptions> clinic) : IBackgroundProcess
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    // Hangfire runs it as it runs its own, and again after a failure.
    public void Execute(BackgroundProcessContext context)
    {
        Register();
        context.Wait(Pause);
    }

    public void Register() => Timetable.Register(jobs, clinic.Value.Demo);
}
