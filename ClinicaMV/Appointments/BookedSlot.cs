namespace ClinicaMV.Appointments;

/// <summary>
/// Five minutes of one person's time. The key is person and mark, so that the database itself refuses to book anybody,
/// patient or specialist, twice at once.
/// </summary>
public sealed class BookedSlot
{
    public const int Minutes = 5;

    public required string PersonId { get; init; }

    /// <summary>Number of five-minute steps since the Unix epoch, UTC.</summary>
    public required long Mark { get; init; }

    public long AppointmentId { get; private set; }

    public static bool IsOnMark(DateTime instant) => instant.Ticks % TimeSpan.FromMinutes(Minutes).Ticks == 0;

    /// <summary>The marks that lie in the half-open span from one instant to another.</summary>
    public static IEnumerable<long> Marks(DateTime from, DateTime to)
    {
        for (var mark = MarkOf(from); mark < MarkOf(to); mark++)
            yield return mark;
    }

    /// <summary>The first mark at or after the instant.</summary>
    public static long MarkOf(DateTime instant)
    {
        var step = TimeSpan.FromMinutes(Minutes).Ticks;
        return ((instant - DateTime.UnixEpoch).Ticks + step - 1) / step;
    }
}
