using System.Linq.Expressions;
using Hangfire;

namespace ClinicaMV.Jobs;

/// <summary>Wakes a job now that the timetable runs every minute in any case.</summary>
public sealed partial class AlarmClock(IBackgroundJobClient jobs, ILogger<AlarmClock> log)
{
    /// <summary>What was saved is saved: that nobody could be woken must not turn it into an error.</summary>
    public void Wake<TJob>(Expression<Func<TJob, Task>> run)
    {
        try
        {
            jobs.Enqueue(run);
        }
        catch (BackgroundJobClientException failure)
        {
            LogNotWoken(typeof(TJob).Name, failure);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Job} could not be woken; the next sweep will find what is owed")]
    private partial void LogNotWoken(string job, Exception failure);
}
