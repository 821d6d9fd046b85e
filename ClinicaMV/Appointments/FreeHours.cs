using System.Linq.Expressions;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.People;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Appointments;

/// <summary>Reads what <see cref="SpecialistHours"/> and <see cref="FreeSlots"/> need: two queries, for however many days and specialists.</summary>
public sealed class FreeHours(ClinicDb db, ClinicTime time)
{
    /// <summary>How many are shown to choose from beside a form, or in place of one that could not be had.</summary>
    public const int Few = 6;

    private const int StaffDays = 60;

    private static readonly Expression<Func<Appointment, TakenRow>> AsTaken = a => new()
    {
        SpecialistId = a.SpecialistId, PatientId = a.PatientId, StartsAt = a.StartsAt, EndsAt = a.EndsAt, ClosedDay = null,
    };

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(Appointment.MaxMinutes);

    /// <summary>The free hours of the specialists from one local day to another, both included, earliest first.</summary>
    public async Task<IReadOnlyList<FreeHour>> ListAsync(
        Expression<Func<Specialist, bool>> whose, DateOnly from, DateOnly to, Asker asker, CancellationToken cancel)
        => [.. await EachAsync(whose, from, to, asker, cancel)];

    /// <summary>The next few from a day on, as far as the specialists can be booked.</summary>
    public async Task<IReadOnlyList<FreeHour>> NextAsync(
        Expression<Func<Specialist, bool>> whose, DateOnly from, int count, Asker asker, CancellationToken cancel)
        => [.. (await EachAsync(whose, from, null, asker, cancel)).Take(count)];

    /// <summary>Those nearest to an hour that was wished for, on its day or later.</summary>
    public async Task<IReadOnlyList<FreeHour>> NearestAsync(
        Expression<Func<Specialist, bool>> whose, DateTime wished, int count, Asker asker, CancellationToken cancel)
    {
        var hours = await EachAsync(whose, time.DayAt(wished), null, asker, cancel);
        return [.. hours.Take(hours.TakeWhile(h => h.StartsAt < wished).Count() + count)
            .OrderBy(h => (h.StartsAt - wished).Duration()).Take(count).OrderBy(h => h.StartsAt)];
    }

    /// <summary>That hour, if the specialist offers it and it is free.</summary>
    public async Task<FreeHour?> FindAsync(string specialistId, DateTime startsAt, Asker asker, CancellationToken cancel)
    {
        var day = time.DayAt(startsAt);
        return (await ListAsync(s => s.Id == specialistId, day, day, asker, cancel)).FirstOrDefault(h => h.StartsAt == startsAt);
    }

    /// <summary>Whose appointment is in the way: the patient's own, or else one of the specialist's, with their gap. Nothing where both are free: an hour that is not offered all the same stands on no grid.</summary>
    public async Task<DiaryRefusal?> WhoseIsTakenAsync(Specialist specialist, TimeSpent hour, Asker asker, CancellationToken cancel)
    {
        var (id, spaced) = (specialist.Id, hour.WithGap(TimeSpan.FromMinutes(specialist.GapMinutes)));
        var inTheWay = await db.Appointments.Where(a => a.Status == AppointmentStatus.Booked && a.Id != asker.Moving && a.StartsAt > spaced.From - Longest && a.StartsAt < spaced.To
            && (a.SpecialistId == id && a.EndsAt > spaced.From || a.PatientId == asker.PatientId && a.StartsAt < hour.To && a.EndsAt > hour.From))
            .Select(a => a.PatientId == asker.PatientId && a.StartsAt < hour.To && a.EndsAt > hour.From).ToListAsync(cancel);
        return inTheWay.Contains(true) ? DiaryRefusal.PatientTaken : inTheWay.Count > 0 ? DiaryRefusal.HourTaken : null;
    }

    /// <summary>The first that anybody of the speciality has.</summary>
    public async Task<FreeHour?> FirstOfSpecialityAsync(string speciality, Asker asker, CancellationToken cancel)
        => (await NextAsync(s => s.Speciality == speciality, time.Today, 1, asker, cancel)).FirstOrDefault();

    /// <summary>Some of those specialists, whoever has that hour free first, then by name.</summary>
    public async Task<IReadOnlyList<(Specialist Specialist, bool IsFree)>> WhoIsFreeAsync(
        IQueryable<Specialist> among, TimeSpent hour, int count, CancellationToken cancel)
    {
        var (day, (from, to)) = (time.DayAt(hour.From), (TimeOnly.FromDateTime(time.ToLocal(hour.From)), TimeOnly.FromDateTime(time.ToLocal(hour.To))));
        var (weekday, midnight) = (day.DayOfWeek, TimeOnly.MinValue);
        var taken = db.Appointments.Where(a => a.Status == AppointmentStatus.Booked && a.StartsAt < hour.To && a.EndsAt > hour.From && a.StartsAt > hour.From - Longest);
        // The database finds those who are probably free, so that nobody is left out for others who are not; the clinic's clock has the last word.
        var found = await among.AsNoTracking().AsSplitQuery().Include(s => s.Account).WithHours(day)
            .Select(s => new
            {
                Specialist = s,
                IsTaken = taken.Any(a => a.SpecialistId == s.Id),
                IsAway = s.Absences.Any(a => a.From <= day && a.To >= day && (a.FromHour == null || a.FromHour < to && (a.ToHour == midnight || a.ToHour > from))),
                IsOff = s.Hours.Any(h => h.Date == null || h.Date >= day)
                    && !s.Hours.Any(h => (h.Date == day || h.Date == null && h.Day == weekday) && h.From <= from && (h.To == midnight || h.To >= to)),
            })
            .OrderBy(f => f.IsTaken || f.IsAway || f.IsOff).ThenBy(f => f.Specialist.Account.FullName).ThenBy(f => f.Specialist.Id).Take(count).ToListAsync(cancel);
        var closed = await ClosedAsync(day, time.DayAt(hour.To), cancel);
        return [.. found.Select(f => (f.Specialist, IsFree: !f.IsTaken && new SpecialistHours(f.Specialist, closed, time).ClashOf(hour) is null))
            .OrderByDescending(f => f.IsFree).ThenBy(f => f.Specialist.Account.FullName, StringComparer.CurrentCulture)];
    }

    /// <summary>The specialist's hours around a span of instants to come.</summary>
    public async Task<SpecialistHours> HoursOfAsync(string specialistId, TimeSpent around, CancellationToken cancel)
    {
        var specialist = await db.Specialists.AsNoTracking().AsSplitQuery().WithHours(time.Today).SingleAsync(s => s.Id == specialistId, cancel);
        return new(specialist, await ClosedAsync(time.DayAt(around.From), time.DayAt(around.To), cancel), time);
    }

    private async Task<IEnumerable<FreeHour>> EachAsync(
        Expression<Func<Specialist, bool>> whose, DateOnly from, DateOnly? to, Asker asker, CancellationToken cancel)
    {
        from = Later(from, time.Today);
        var specialists = await db.Specialists.AsNoTracking().AsSingleQuery().Where(whose).Working(from)
            .Include(s => s.Account).WithHours(from)
            .OrderBy(s => s.Account.FullName).ThenBy(s => s.Id)
            .ToListAsync(cancel);
        if (specialists.Count == 0)
            return [];

        var last = asker.IsStaff ? from.AddDays(StaffDays) : time.Today.AddDays(specialists.Max(s => s.BookableDays));
        last = to < last ? to.Value : last;
        if (last < from)
            return [];

        var taken = await TakenAsync(specialists, asker, from, last, cancel);
        var slots = SlotsOf(specialists, asker, taken);
        return Days(from, last).SelectMany(day => specialists
            .SelectMany(s => slots[s].On(day).Select(start => new FreeHour(s, start) { Length = LengthOf(s, asker) }))
            .OrderBy(h => h.StartsAt));
    }

    private Dictionary<Specialist, FreeSlots> SlotsOf(List<Specialist> specialists, Asker asker, List<TakenRow> taken)
    {
        var closed = taken.Where(t => t.ClosedDay is not null).Select(t => t.ClosedDay!.Value).ToHashSet();
        var mine = BusyOf(taken.Where(t => asker.PatientId is not null && t.PatientId == asker.PatientId), TimeSpan.Zero);
        var theirs = taken.ToLookup(t => t.SpecialistId);
        var now = time.UtcNow;
        return specialists.ToDictionary(s => s, s => new FreeSlots(new(s, closed, time), BusyOf(theirs[s.Id], TimeSpan.FromMinutes(s.GapMinutes)), mine, time, now)
        {
            ForStaff = asker.IsStaff,
            Length = LengthOf(s, asker),
        });
    }

    // What is booked and what is closed at once: one journey to the database.
    private async Task<List<TakenRow>> TakenAsync(List<Specialist> specialists, Asker asker, DateOnly from, DateOnly last, CancellationToken cancel)
    {
        // A gap reaches over midnight, from the day before and from the day after.
        var days = new TimeSpent(time.DayOf(from).From, time.DayOf(last).To).WithGap(TimeSpan.FromMinutes(specialists.Max(s => s.GapMinutes)));
        var (ids, earliest, latest) = (specialists.Select(s => s.Id).ToList(), days.From - Longest, days.To);
        var booked = db.Appointments.Where(a => a.StartsAt > earliest && a.StartsAt < latest && a.Status == AppointmentStatus.Booked);
        if (asker.Moving is { } moving)
            booked = booked.Where(a => a.Id != moving);
        var taken = booked.Where(a => ids.Contains(a.SpecialistId)).Select(AsTaken)
            .Concat(db.ClosedDays.Where(d => d.Day >= from && d.Day <= last)
                .Select(d => new TakenRow { SpecialistId = null, PatientId = null, StartsAt = null, EndsAt = null, ClosedDay = d.Day }));
        // Not "or": each half has an index of its own. What is in both counts twice, which changes nothing and needs no sorting.
        if (asker.PatientId is { } patientId)
            taken = taken.Concat(booked.Where(a => a.PatientId == patientId).Select(AsTaken));
        return await taken.ToListAsync(cancel);
    }

    private BusyHours BusyOf(IEnumerable<TakenRow> taken, TimeSpan gap) => new(taken.Select(t => new TimeSpent(t.StartsAt!.Value, t.EndsAt!.Value)), gap, time);

    private async Task<HashSet<DateOnly>> ClosedAsync(DateOnly from, DateOnly to, CancellationToken cancel)
        => [.. await db.ClosedDays.Where(d => d.Day >= from && d.Day <= to).Select(d => d.Day).ToListAsync(cancel)];

    private static TimeSpan LengthOf(Specialist specialist, Asker asker) => asker.Length ?? TimeSpan.FromMinutes(specialist.AppointmentMinutes);

    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;

    private static IEnumerable<DateOnly> Days(DateOnly from, DateOnly to)
    {
        for (var day = from; day <= to; day = day.AddDays(1))
            yield return day;
    }

    /// <summary>An appointment, or a day on which the clinic is closed.</summary>
    private sealed class TakenRow
    {
        public string? SpecialistId { get; init; }

        public string? PatientId { get; init; }

        public DateTime? StartsAt { get; init; }

        public DateTime? EndsAt { get; init; }

        public DateOnly? ClosedDay { get; init; }
    }
}
