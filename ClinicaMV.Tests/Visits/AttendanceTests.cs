using ClinicaMV.Appointments;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Visits;

namespace ClinicaMV.Tests.Visits;

public sealed class AttendanceTests
{
    private static readonly DateTime Ten = new(2026, 11, 24, 9, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData(true, 20261124)]
    [InlineData(false, 20261125)]
    public void A_thousand_histories_shuffled_doubled_and_partly_lost_are_told_as_in_order_or_marked(bool tellsStays, int seed)
    {
        var random = new Random(seed);
        var (same, marked, wrong) = (0, 0, 0);
        for (var i = 0; i < 1_000; i++)
        {
            var history = RoomHistory.Random(random, tellsStays);
            var messages = history.Messages();
            var inOrder = Attendance.Of(messages.SelectMany(m => m).DistinctBy(r => r.Key));
            Assert.True(inOrder.IsComplete);
            Assert.Equal(history.KnownFrom([.. messages.SelectMany(m => m)]), inOrder.Stays);

            var doubled = messages.Concat(messages.Where(_ => random.Next(3) == 0)).ToArray();
            random.Shuffle(doubled);
            Assert.Equal(inOrder.Stays, Attendance.Of(Kept(doubled)).Stays);

            var arrived = Kept(doubled.Where(m => random.Next(10) > 0));
            var attendance = Attendance.Of(arrived);
            var truth = history.KnownFrom(arrived);
            if (attendance.Stays.Where(s => s.IsComplete).Any(s => !truth.Any(t => Covers(t, s))) || attendance.Stays.Any(s => truth.All(t => t.Role != s.Role)))
                wrong++;
            else if (attendance.Stays.SequenceEqual(truth))
                same++;
            else if (!attendance.IsComplete)
                marked++;
            else
                wrong++;
        }

        Assert.Equal(0, wrong);
        Assert.InRange(same, 300, 1_000);
        Scoreboard.Record("attendance", tellsStays ? "event_sync" : "JaaS", "1,000 histories shuffled, doubled, a tenth lost: as in order, or marked incomplete, never wrong",
            $"{same} as in order, {marked} marked, {wrong} wrong");
    }

    [Fact]
    public void Whoever_was_not_seen_to_leave_was_there_until_the_room_was_closed_and_that_is_marked()
    {
        var attendance = Of(Room(0, 30), Joined("a", 5), Left("b", 2, 9), Room(40, 50));

        Assert.Equal([new Stay(ParticipantRole.Patient, At(2), At(30), IsComplete: false)], attendance.Stays);
        Assert.False(attendance.IsComplete);
    }

    [Fact]
    public void Whoever_is_still_there_has_no_end()
        => Assert.Equal([new Stay(ParticipantRole.Patient, At(5), null, IsComplete: false)], Of(new RoomFact(null, "", At(0), null), Joined("a", 5)).Stays);

    [Fact]
    public void Whoever_was_only_seen_to_leave_was_there_then_at_least()
        => Assert.Equal([new Stay(ParticipantRole.Patient, At(9), At(9), IsComplete: false)], Of(Room(0, 30), new RoomFact(ParticipantRole.Patient, "a", null, At(9))).Stays);

    [Fact]
    public void Two_devices_at_once_are_one_stay_and_coming_again_is_another()
        => Assert.Equal([new Stay(ParticipantRole.Patient, At(1), At(20), true), new Stay(ParticipantRole.Patient, At(25), At(28), true)],
            Of(Room(0, 30), Left("a", 1, 10), Left("b", 5, 20), Left("c", 25, 28)).Stays);

    [Fact]
    public void The_room_may_be_reported_destroyed_before_the_last_one_has_left_it()
        => Assert.True(Of(Room(0, 30), Joined("a", 1), Left("a", 1, 30)) is { IsComplete: true, Stays: [{ IsComplete: true }] });

    [Fact]
    public void Nothing_reported_says_nothing_of_whoever_had_a_room_and_everything_of_whoever_had_none()
    {
        var visit = new Visit();
        Assert.Equal(WhoCame.Nobody, Of().WhoCameTo(visit));
        visit.Enter(ParticipantRole.Specialist, At(0));
        Assert.Equal(WhoCame.PatientMissing, Of().WhoCameTo(visit));
        visit.Enter(ParticipantRole.Patient, At(0));
        Assert.Equal(WhoCame.Unknown, Of().WhoCameTo(visit));
        Assert.Equal(WhoCame.Unknown, Of(new RoomFact(null, "", At(0), null)).WhoCameTo(visit));
        Assert.Equal(WhoCame.Nobody, Of(Room(0, 30)).WhoCameTo(visit));
        Assert.Equal(WhoCame.SpecialistMissing, Of(Room(0, 30), Left("a", 1, 9)).WhoCameTo(visit));
        Assert.Equal(WhoCame.Both, Of(Left("a", 1, 9), new RoomFact(ParticipantRole.Specialist, "s", At(3), null)).WhoCameTo(visit));
    }

    [Fact]
    public void What_a_clock_tells_that_is_months_ahead_happened_when_we_heard_of_it()
    {
        var ahead = TimeSpan.FromDays(60);
        RoomFact[] told = [new(null, "", At(0) + ahead, null), new(ParticipantRole.Patient, "a", At(5) + ahead, null), new(ParticipantRole.Patient, "a", At(5) + ahead, At(20) + ahead), new(null, "", At(0) + ahead, At(30) + ahead)];

        var attendance = Attendance.Of(told.Zip([0, 5, 20, 30], (fact, minute) => RoomReport.Of(new byte[RoomName.RefBytes], fact, At(minute))));

        Assert.Equal([new Stay(ParticipantRole.Patient, At(5), At(20), IsComplete: true)], attendance.Stays);
        Assert.True(attendance.IsComplete);
    }

    private static List<RoomReport> Kept(IEnumerable<IReadOnlyList<RoomReport>> messages) => [.. messages.SelectMany(m => m).DistinctBy(r => r.Key)];

    private static bool Covers(Stay truth, Stay claimed) => truth.Role == claimed.Role && truth.From <= claimed.From && claimed.To <= truth.To;

    private static Attendance Of(params RoomFact[] facts) => Attendance.Of(facts.Select(f => RoomReport.Of(new byte[RoomName.RefBytes], f, At(60))));

    private static RoomFact Room(int from, int to) => new(null, "", At(from), At(to));

    private static RoomFact Joined(string connection, int from) => new(ParticipantRole.Patient, connection, At(from), null);

    private static RoomFact Left(string connection, int from, int to) => new(ParticipantRole.Patient, connection, At(from), At(to));

    private static DateTime At(int minute) => Ten.AddMinutes(minute);
}
