using ClinicaMV.Appointments;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Visits;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Tests.Visits;

/// <summary>S02: every actor × status × modality × instant, with appointments as both databases give them back.</summary>
public abstract class JoinGateTests(TestClinic clinic)
{
    private static readonly VisitsOptions Visits = new();
    private static readonly DateTime Start = TestClinic.Start.AddDays(1);
    private static readonly DateTime End = Start.AddMinutes(45);

    private readonly JoinGate gate = new(Options.Create(Visits));

    [Fact]
    public async Task Every_cell_of_the_matrix_is_exact()
    {
        var cells = 0;
        foreach (var modality in Enum.GetValues<Modality>())
        {
            foreach (var status in Enum.GetValues<AppointmentStatus>())
            {
                var appointment = await ReadAppointmentAsync(modality, status);
                foreach (var (actor, role) in Actors())
                {
                    foreach (var now in Instants())
                    {
                        var (expected, decided) = (Expected(role, status, modality, now), gate.Decide(actor, appointment, now).Outcome);
                        Assert.True(expected == decided, $"{role?.ToString() ?? "stranger"}, {status}, {modality}, {now:o}: {decided}, not {expected}");
                        cells++;
                    }
                }
            }
        }

        Assert.Equal(6 * 4 * 2 * 20, cells);
        Scoreboard.Record("S02", GetType().Name, "one join decision: actor × status × modality × instant", $"{cells} cells, every one exact");
    }

    [Fact]
    public void Every_instant_is_exactly_one_of_early_open_and_late()
    {
        var window = new JoinWindow(Start, End);

        for (var now = Start.AddSeconds(-2); now < End.AddSeconds(2); now = now.AddMilliseconds(500))
            Assert.Equal(1, (window.IsEarly(now) ? 1 : 0) + (window.Contains(now) ? 1 : 0) + (window.IsLate(now) ? 1 : 0));
    }

    [Theory]
    [InlineData(true, ParticipantRole.Patient, true)]
    [InlineData(true, ParticipantRole.Specialist, false)]
    [InlineData(false, ParticipantRole.Patient, false)]
    [InlineData(false, ParticipantRole.Specialist, false)]
    public async Task Only_the_patient_waits_and_only_where_the_clinic_wants_it_and_until_the_room_is_open(bool wanted, ParticipantRole role, bool waits)
    {
        var appointment = await ReadAppointmentAsync(Modality.Video, AppointmentStatus.Booked);
        var configured = new JoinGate(Options.Create(new VisitsOptions { PatientWaitsForSpecialist = wanted }));

        Assert.Equal(waits, configured.MustWait(appointment, role));
        appointment.Visit.OpenRoom(Start);
        Assert.False(configured.MustWait(appointment, role));
    }

    // The table of the design, written down a second time and in other words.
    private static JoinOutcome Expected(ParticipantRole? role, AppointmentStatus status, Modality modality, DateTime now)
    {
        if (role is null)
            return JoinOutcome.NotParticipant;
        if (status != AppointmentStatus.Booked)
            return Enum.Parse<JoinOutcome>(status.ToString());
        if (modality == Modality.InPerson)
            return JoinOutcome.NotVideo;

        var minutesBefore = (Start - now).TotalMinutes;
        var minutesAfter = (now - End).TotalMinutes;
        if (minutesBefore > (role == ParticipantRole.Patient ? 10 : 30))
            return JoinOutcome.TooEarly;
        return minutesAfter >= 15 ? JoinOutcome.TooLate : JoinOutcome.Open;
    }

    private IEnumerable<(string? Id, ParticipantRole? Role)> Actors() =>
    [
        (clinic.Ana.Id, ParticipantRole.Patient),
        (clinic.Bruno.Id, ParticipantRole.Specialist),
        (clinic.Carla.Id, null),
        (clinic.Elena.Id, null),
        (clinic.Delia.Id, null),
        (null, null),
    ];

    private static IEnumerable<DateTime> Instants()
    {
        DateTime[] edges = [Start.AddMinutes(-30), Start.AddMinutes(-10), Start, End, End.AddMinutes(15)];
        var around = edges.SelectMany(edge => new[] { edge.AddMilliseconds(-1), edge, edge.AddMilliseconds(1) });
        return [Start.AddDays(-30), Start.AddHours(-1), .. around, Start.AddMinutes(20), End.AddHours(1), End.AddYears(1)];
    }

    // No verb makes a no-show yet; wherever the status came from, the gate has to know it.
    private Task<Appointment> ReadAppointmentAsync(Modality modality, AppointmentStatus status) => clinic.InAsync<ClinicDb, Appointment>(async db =>
    {
        await db.Appointments.ExecuteDeleteAsync();
        var patient = await db.Patients.SingleAsync(p => p.Id == clinic.Ana.Id);
        var specialist = await db.Specialists.SingleAsync(s => s.Id == clinic.Bruno.Id);
        db.Appointments.Add(Appointment.Book(patient, specialist, new(Start, End - Start, modality), TestClinic.Start));
        await db.SaveChangesAsync();
        await db.Appointments.ExecuteUpdateAsync(set => set.SetProperty(a => a.Status, status));
        return await db.Appointments.AsNoTracking().WithPeople().SingleAsync();
    });
}

public sealed class JoinGateTests_on_Sqlite(SqliteClinic clinic) : JoinGateTests(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class JoinGateTests_on_PostgreSql(PostgresClinic clinic) : JoinGateTests(clinic), IClassFixture<PostgresClinic>;
