using System.Linq.Expressions;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.People;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Appointments;

/// <summary>
/// Which hours can be had, and why one cannot. Reads what <see cref="SpecialistHours"/> and <see cref="FreeSlots"/> need: two queries, for however many days
/// and specialists.
/// </summary>
public sealed class FreeHours(ClinicDb db, ClinicTime time)
{
    /// <summary>How many are shown to choose from beside a form, or in place of one that could not be had.</summary>
    public const int Few = 6;

    private const int StaffDays = 60;

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

    /// <summary>The first that anybody of the speciality has.</summary>
    public async Task<FreeHour?> FirstOfSpecialityAsync(string speciality, Asker asker, CancellationToken cancel)
        => (await NextAsync(s => s.Speciality == speciality, time.Today, 1, asker, cancel)).FirstOrDefault();

    /// <summary>Some of those specialists, whoever has that hour free first, then by name.</summary>
    public async Task<IReadOnlyList<(Specialist Specialist, bool IsFree)>> WhoIsFreeAsync(
        IQueryable<Specialist> among, TimeSpent hour, int count, CancellationToken cancel)
    {
        var (day, (from, to)) = (time.DayAt(hour.From), (TimeOnly.FromDateTime(time.ToLocal(hour.From)), TimeOnly.FromDateTime(time.ToLocal(hour.To))));
        var (weekday, midnight) = (day.DayOfWeek, TimeOnly.MinValue);
        var taken = db.Appointments.BookedAround(hour).Where(a => a.EndsAt > hour.From);
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

    /// <summary>Why a patient is not, or no longer, offered the hour that begins then; nothing while they are.</summary>
    public async Task<DiaryRefusal?> WhyNotAsync(string specialistId, DateTime startsAt, Asker patient, CancellationToken cancel)
    {
        if (await db.Specialists.AsNoTracking().Include(s => s.Account).SingleOrDefaultAsync(s => s.Id == specialistId, cancel) is not { } specialist)
            return DiaryRefusal.UnknownPerson;

        var hour = new PlannedHour(startsAt, LengthOf(specialist, patient), default);
        return hour.FaultAt(time.UtcNow) ?? await FaultAsync(specialist, hour.Span, hour.Length, cancel) ?? await WhyLostAsync(specialist, hour.Span, patient, cancel);
    }

    /// <summary>Why an hour cannot be had with the specialist, even if nobody else has it.</summary>
    /// <param name="offered">The one length that a patient can have; nothing for staff, who are not held to what is offered.</param>
    public async Task<DiaryRefusal?> FaultAsync(Specialist specialist, TimeSpent hour, TimeSpan? offered, CancellationToken cancel)
    {
        if (specialist.Account.IsDisabled)
            return DiaryRefusal.SpecialistDisabled;

        var hours = await HoursOfAsync(specialist.Id, time.DayAt(hour.From), time.DayAt(hour.To), cancel);
        return hours.ClashOf(hour) ?? (offered is null ? null : hours.FaultForPatient(hour.From, time.UtcNow) ?? (hour.To - hour.From != offered ? DiaryRefusal.OtherLength : null));
    }

    /// <summary>Why an hour in which the specialist works is not, or no longer, offered to the patient; nothing while it is.</summary>
    public async Task<DiaryRefusal?> WhyLostAsync(Specialist specialist, TimeSpent hour, Asker patient, CancellationToken cancel)
        => (await FindAsync(specialist.Id, hour.From, patient, cancel))?.EndsAt == hour.To ? null : await WhoseIsTakenAsync(specialist, hour, patient, cancel) ?? DiaryRefusal.NotOffered;

    /// <summary>Whose appointment is in the way: the patient's own, or else one of the specialist's, with their gap. Nothing where both are free: an hour that is not offered all the same stands on no grid.</summary>
    public async Task<DiaryRefusal?> WhoseIsTakenAsync(Specialist specialist, TimeSpent hour, Asker asker, CancellationToken cancel)
    {
        var (id, spaced) = (specialist.Id, hour.WithGap(TimeSpan.FromMinutes(specialist.GapMinutes)));
        var inTheWay = await db.Appointments.BookedAround(spaced).Where(a => a.Id != asker.Moving
            && (a.SpecialistId == id && a.EndsAt > spaced.From || a.PatientId == asker.PatientId && a.StartsAt < hour.To && a.EndsAt > hour.From))
            .Select(a => a.PatientId == asker.PatientId && a.StartsAt < hour.To && a.EndsAt > hour.From).ToListAsync(cancel);
        return inTheWay.Contains(true) ? DiaryRefusal.PatientTaken : inTheWay.Count > 0 ? DiaryRefusal.HourTaken : null;
    }

    /// <summary>The specialist's hours on days to come.</summary>
    public async Task<SpecialistHours> HoursOfAsync(string specialistId, DateOnly from, DateOnly to, CancellationToken cancel)
    {
        var specialist = await db.Specialists.AsNoTracking().AsSplitQuery().WithHours(time.Today).SingleAsync(s => s.Id == specialistId, cancel);
        return new(specialist, await ClosedAsync(from, to, cancel), time);
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

        var taken = await TakenHours.ReadAsync(db, time, specialists, asker, from, last, cancel);
        var now = time.UtcNow;
        var slots = specialists.ToDictionary(s => s, s => new FreeSlots(new(s, taken.ClosedDays, time), taken.Of(s), taken.OfAsker, time, now)
        {
            ForStaff = asker.IsStaff,
            Length = LengthOf(s, asker),
        });
        return Days(from, last).SelectMany(day => specialists
            .SelectMany(s => slots[s].On(day).Select(start => new FreeHour(s, start) { Length = LengthOf(s, asker) }))
            .OrderBy(h => h.StartsAt));
    }

    private async Task<HashSet<DateOnly>> ClosedAsync(DateOnly from, DateOnly to, CancellationToken cancel)
        => [.. await db.ClosedDays.Where(d => d.Day >= from && d.Day <= to).Select(d => d.Day).ToListAsync(cancel)];

    private static TimeSpan LengthOf(Specialist specialist, Asker asker) => asker.Length ?? TimeSpan.FromMinutes(specialist.AppointmentMinutes);

    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;

    private static IEnumerable<DateOnly> Days(DateOnly from, DateOnly to)
    {
        for (var day = from; day <= to; day = day.AddDays(1))
            yield return day;
    }
}
