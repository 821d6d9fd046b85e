using ClinicaMV.Appointments;
using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Visits;

/// <summary>
/// Holds the questions of those at the door until something about their visit changes: one look at the database a second for all of
/// them together, on every instance, and none while nobody asks (decision 19). It knows of questions under way and of nothing else.
/// </summary>
public sealed partial class DoorWatch(IServiceScopeFactory scopes, IHostApplicationLifetime life, TimeProvider clock, ILogger<DoorWatch> log)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly HashSet<Question> questions = [];
    private bool isLooking;

    /// <summary>Until another look would find something new, the clock makes something new of it, the time is over, or the server is about to stop.</summary>
    /// <param name="atMost">In real time, whatever the clinic's clock says: it is the connection that would not last longer.</param>
    /// <returns>Whether there may be news.</returns>
    public async Task<bool> WaitAsync(DoorStatus known, TimeSpan atMost, CancellationToken cancel)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel, life.ApplicationStopping);
        var question = new Question(known);
        lock (gate)
        {
            questions.Add(question);
            if (!isLooking)
                _ = LookAsync();
            isLooking = true;
        }

        var itIsTime = ItIsTimeAsync(known, atMost, over.Token);
        await Task.WhenAny(question.Changed.Task, itIsTime, Task.Delay(atMost, over.Token));
        lock (gate)
            questions.Remove(question);
        await over.CancelAsync();
        return question.Changed.Task.IsCompleted || itIsTime.IsCompletedSuccessfully;
    }

    // Timers know no less than a millisecond, and must not be early.
    private Task ItIsTimeAsync(DoorStatus known, TimeSpan atMost, CancellationToken over)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return known.ChangesAfter(now) - now is { } left && left <= atMost
            ? Task.Delay(left + TimeSpan.FromMilliseconds(2), clock, over)
            : Task.Delay(Timeout.InfiniteTimeSpan, over);
    }

    private async Task LookAsync()
    {
        while (true)
        {
            await Task.Delay(Every, CancellationToken.None);
            List<Question> asked;
            lock (gate)
            {
                isLooking = questions.Count > 0;
                if (!isLooking)
                    return;
                asked = [.. questions];
            }

            var isNews = await ReadAsync(asked);
            foreach (var question in asked.Where(isNews))
                question.Changed.TrySetResult();
        }
    }

    /// <returns>For every question yes when the database does not answer: then each finds that out for itself, and says so.</returns>
    private async Task<Func<Question, bool>> ReadAsync(IReadOnlyCollection<Question> asked)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<ClinicDb>();
            long[] visits = [.. asked.Select(q => q.AppointmentId).Distinct()];
            var facts = await db.Appointments.Where(a => EF.Parameter(visits).Contains(a.Id))
                .Select(a => new { a.Id, a.Version, a.Status, a.Visit.RoomRef, a.Visit.RoomOpenedAt, a.Visit.SpecialistExpectedAt })
                .ToDictionaryAsync(a => a.Id, a => new Facts(a.Version, a.Status, Convert.ToBase64String(a.RoomRef), a.RoomOpenedAt, a.SpecialistExpectedAt));
            long[] companions = [.. asked.Select(q => q.CompanionId).OfType<long>()];
            var versions = companions.Length == 0 ? []
                : await db.Companions.Where(c => EF.Parameter(companions).Contains(c.Id)).Select(c => new { c.Id, c.Version }).ToDictionaryAsync(c => c.Id, c => c.Version);
            return q => facts.GetValueOrDefault(q.AppointmentId) != q.Known || (q.CompanionId is { } id && versions.GetValueOrDefault(id) != q.CompanionVersion);
        }
        // Whatever it is: the look after this one must not be the last.
        catch (Exception e)
        {
            LogBlind(e.GetType().Name);
            return _ => true;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Nobody at the door was looked for: {Error}")]
    private partial void LogBlind(string error);

    /// <summary>All that the status of a visit is made from, the clock apart.</summary>
    private sealed record Facts(int Version, AppointmentStatus Status, string Room, DateTime? OpenedAt, DateTime? ExpectedAt)
    {
        public static Facts Of(Appointment a) => new(a.Version, a.Status, Convert.ToBase64String(a.Visit.RoomRef), a.Visit.RoomOpenedAt, a.Visit.SpecialistExpectedAt);
    }

    // Not the status itself: it has the people with it, and a thousand wait.
    private sealed class Question(DoorStatus status)
    {
        public long AppointmentId { get; } = status.Appointment.Id;

        public Facts Known { get; } = Facts.Of(status.Appointment);

        public long? CompanionId { get; } = (status as CompanionStatus)?.Companion.Id;

        public int? CompanionVersion { get; } = (status as CompanionStatus)?.Companion.Version;

        public TaskCompletionSource Changed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
