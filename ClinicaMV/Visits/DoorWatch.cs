using ClinicaMV.Appointments;
using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Visits;

/// <summary>
/// Holds the questions of those at the door until something about their visit changes: one look at the database a second for all of
/// them together, on every instance, and none while nobody asks (decision 19). It knows of questions under way and of nothing else.
/// </summary>
public sealed partial class DoorWatch(IServiceScopeFactory scopes, IHostApplicationLifetime life, ILogger<DoorWatch> log)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly HashSet<Question> questions = [];
    private bool isLooking;

    /// <summary>Until another look at the appointment would find something new, the time is over, or the server is about to stop.</summary>
    /// <param name="atMost">In real time, whatever the clinic's clock says: it is the connection that would not last longer.</param>
    public async Task WaitAsync(Appointment appointment, TimeSpan atMost, CancellationToken cancel)
    {
        var question = new Question(appointment.Id, Facts.Of(appointment));
        lock (gate)
        {
            questions.Add(question);
            if (!isLooking)
                _ = LookAsync();
            isLooking = true;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, life.ApplicationStopping);
        await Task.WhenAny(question.Changed.Task, Task.Delay(atMost, stop.Token));
        lock (gate)
            questions.Remove(question);
    }

    private async Task LookAsync()
    {
        while (true)
        {
            await Task.Delay(Every, CancellationToken.None);
            lock (gate)
            {
                isLooking = questions.Count > 0;
                if (!isLooking)
                    return;
            }

            var found = await ReadAsync();
            lock (gate)
            {
                foreach (var question in questions.Where(q => found is null || found.GetValueOrDefault(q.AppointmentId) != q.Known))
                    question.Changed.TrySetResult();
            }
        }
    }

    /// <returns><see langword="null"/> when the database does not answer: then each question finds that out for itself, and says so.</returns>
    private async Task<Dictionary<long, Facts>?> ReadAsync()
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var now = scope.ServiceProvider.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;
            var (first, last) = (now - JoinWindow.Longest, now + JoinWindow.Longest);
            return await scope.ServiceProvider.GetRequiredService<ClinicDb>().Appointments
                .Where(a => a.StartsAt >= first && a.StartsAt <= last && (a.Visit.PatientEnteredAt != null || a.Visit.SpecialistEnteredAt != null))
                .Select(a => new { a.Id, a.Version, a.Status, a.Visit.RoomRef, a.Visit.RoomOpenedAt, a.Visit.SpecialistExpectedAt })
                .ToDictionaryAsync(a => a.Id, a => new Facts(a.Version, a.Status, Convert.ToBase64String(a.RoomRef), a.RoomOpenedAt, a.SpecialistExpectedAt));
        }
        // Whatever it is: the look after this one must not be the last.
        catch (Exception e)
        {
            LogBlind(e.GetType().Name);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Nobody at the door was looked for: {Error}")]
    private partial void LogBlind(string error);

    /// <summary>All that the status of a visit is made from, the clock apart.</summary>
    private sealed record Facts(int Version, AppointmentStatus Status, string Room, DateTime? OpenedAt, DateTime? ExpectedAt)
    {
        public static Facts Of(Appointment a) => new(a.Version, a.Status, Convert.ToBase64String(a.Visit.RoomRef), a.Visit.RoomOpenedAt, a.Visit.SpecialistExpectedAt);
    }

    private sealed class Question(long appointmentId, Facts known)
    {
        public long AppointmentId => appointmentId;

        public Facts Known => known;

        public TaskCompletionSource Changed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
