using System.Linq.Expressions;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.People;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Appointments;

/// <summary>What stands in the way on some days: what the specialists have booked, what the patient who asks has, and the days on which the clinic is closed.</summary>
internal sealed class TakenHours
{
    private static readonly Expression<Func<Appointment, Row>> AsRow = a => new()
    {
        SpecialistId = a.SpecialistId, PatientId = a.PatientId, StartsAt = a.StartsAt, EndsAt = a.EndsAt, ClosedDay = null,
    };

    private readonly ClinicTime time;
    private readonly ILookup<string?, Row> bySpecialist;

    private TakenHours(List<Row> rows, Asker asker, ClinicTime time)
    {
        this.time = time;
        bySpecialist = rows.ToLookup(r => r.SpecialistId);
        OfAsker = BusyOf(rows.Where(r => asker.PatientId is not null && r.PatientId == asker.PatientId), TimeSpan.Zero);
        ClosedDays = rows.Where(r => r.ClosedDay is not null).Select(r => r.ClosedDay!.Value).ToHashSet();
    }

    public IReadOnlySet<DateOnly> ClosedDays { get; }

    /// <summary>Nothing where no patient asks.</summary>
    public BusyHours OfAsker { get; }

    /// <summary>With the specialist's gap.</summary>
    public BusyHours Of(Specialist specialist) => BusyOf(bySpecialist[specialist.Id], TimeSpan.FromMinutes(specialist.GapMinutes));

    /// <summary>All of it in one journey to the database.</summary>
    public static async Task<TakenHours> ReadAsync(
        ClinicDb db, ClinicTime time, IReadOnlyCollection<Specialist> specialists, Asker asker, DateOnly from, DateOnly last, CancellationToken cancel)
    {
        // A gap reaches over midnight, from the day before and from the day after.
        var days = new TimeSpent(time.DayOf(from).From, time.DayOf(last).To).WithGap(TimeSpan.FromMinutes(specialists.Max(s => s.GapMinutes)));
        var ids = specialists.Select(s => s.Id).ToList();
        var booked = db.Appointments.BookedAround(days);
        if (asker.Moving is { } moving)
            booked = booked.Where(a => a.Id != moving);
        var rows = booked.Where(a => ids.Contains(a.SpecialistId)).Select(AsRow)
            .Concat(db.ClosedDays.Where(d => d.Day >= from && d.Day <= last)
                .Select(d => new Row { SpecialistId = null, PatientId = null, StartsAt = null, EndsAt = null, ClosedDay = d.Day }));
        // Not "or": each half has an index of its own. What is in both counts twice, which changes nothing and needs no sorting.
        if (asker.PatientId is { } patientId)
            rows = rows.Concat(booked.Where(a => a.PatientId == patientId).Select(AsRow));
        return new(await rows.ToListAsync(cancel), asker, time);
    }

    private BusyHours BusyOf(IEnumerable<Row> rows, TimeSpan gap) => new(rows.Select(r => new TimeSpent(r.StartsAt!.Value, r.EndsAt!.Value)), gap, time);

    /// <summary>An appointment, or a day on which the clinic is closed.</summary>
    private sealed class Row
    {
        public string? SpecialistId { get; init; }

        public string? PatientId { get; init; }

        public DateTime? StartsAt { get; init; }

        public DateTime? EndsAt { get; init; }

        public DateOnly? ClosedDay { get; init; }
    }
}
