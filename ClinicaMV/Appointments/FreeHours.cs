using System.Linq.Expressions;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.People;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Appointments;

/// <summary>Reads what <see cref="SpecialistHours"/> and <see cref="FreeSlots"/> need: three queries, for however many days and specialists.</summary>
public sealed class FreeHours(ClinicDb db, ClinicTime time)
{
    /// <summary>How many are shown in place of one that could not be had.</summary>
    public const int Few = 6;

    private const int StaffDays = 60;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(Appointment.MaxMinutes);

    /// <summary>The free hours of the specialists from one local day to another, both included, earliest first.</summary>
    public async Task<IReadOnlyList<FreeHour>> ListAsync(
        Expression<Func<Specialist, bool>> whose, DateOnly from, DateOnly to, Asker asker, CancellationToken cancel)
        => [.. await EachAsync(whose, from, to, asker, cancel)];

    /// <summary>The next few from a day on, as far as the specialists can be booked.</summary>
    public async Task<IReadOnlyList<FreeHour>> NextAsync(
        Expression<Func<Specialist, bool>> whose, DateOnly from, int count, Asker asker, CancellationToken cancel)
        => [.. (await EachAsync(whose, from, null, asker, cancel)).Take(count)];

    /// <summary>What staff can have of the specialist in place of an hour that could not be had.</summary>
    public Task<IReadOnlyList<FreeHour>> InsteadOfAsync(PlannedHour hour, string specialistId, Asker asker, CancellationToken cancel)
        => NextAsync(s => s.Id == specialistId, time.DayAt(hour.StartsAt), Few, asker with { Length = hour.Length, IsStaff = true }, cancel);

    /// <summary>That hour, if the specialist offers it and it is free.</summary>
    public async Task<FreeHour?> FindAsync(string specialistId, DateTime startsAt, Asker asker, CancellationToken cancel)
    {
        var day = time.DayAt(startsAt);
        return (await ListAsync(s => s.Id == specialistId, day, day, asker, cancel)).FirstOrDefault(h => h.StartsAt == startsAt);
    }

    public async Task<FreeHour?> FirstOfSpecialityAsync(string speciality, Asker asker, CancellationToken cancel)
        => (await NextAsync(s => s.Speciality == speciality, time.Today, 1, asker, cancel)).FirstOrDefault();

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

        var closed = await ClosedAsync(from, last, cancel);
        var busy = await BusyAsync(specialists, asker, new(time.DayOf(from).From, time.DayOf(last).To), cancel);
        var now = time.UtcNow;
        var mine = Spans(busy.Where(b => b.PatientId == asker.PatientId));
        var slots = specialists.ToDictionary(s => s, s => new FreeSlots(new(s, closed, time), Spans(busy.Where(b => b.SpecialistId == s.Id)), mine, time, now)
        {
            ForStaff = asker.IsStaff,
            Length = LengthOf(s, asker),
        });
        return Days(from, last).SelectMany(day => specialists
            .SelectMany(s => slots[s].On(day).Select(start => new FreeHour(s, start) { Length = LengthOf(s, asker) }))
            .OrderBy(h => h.StartsAt));
    }

    private async Task<List<BusyRow>> BusyAsync(List<Specialist> specialists, Asker asker, TimeSpent span, CancellationToken cancel)
    {
        var (ids, earliest) = (specialists.Select(s => s.Id).ToList(), span.From - Longest);
        var booked = db.Appointments.Where(a => a.StartsAt > earliest && a.StartsAt < span.To && a.Status == AppointmentStatus.Booked);
        if (asker.Moving is { } moving)
            booked = booked.Where(a => a.Id != moving);
        var busy = booked.Where(a => ids.Contains(a.SpecialistId)).Select(a => new { a.SpecialistId, a.PatientId, a.StartsAt, a.EndsAt });
        // Not "or": each half has an index of its own. What is in both counts twice, which changes nothing and needs no sorting.
        if (asker.PatientId is { } patientId)
            busy = busy.Concat(booked.Where(a => a.PatientId == patientId).Select(a => new { a.SpecialistId, a.PatientId, a.StartsAt, a.EndsAt }));
        return [.. (await busy.ToListAsync(cancel)).Select(b => new BusyRow(b.SpecialistId, b.PatientId, b.StartsAt, b.EndsAt))];
    }

    private async Task<HashSet<DateOnly>> ClosedAsync(DateOnly from, DateOnly to, CancellationToken cancel)
        => [.. await db.ClosedDays.Where(d => d.Day >= from && d.Day <= to).Select(d => d.Day).ToListAsync(cancel)];

    private static TimeSpan LengthOf(Specialist specialist, Asker asker) => asker.Length ?? TimeSpan.FromMinutes(specialist.AppointmentMinutes);

    private static List<TimeSpent> Spans(IEnumerable<BusyRow> busy) => [.. busy.Select(b => new TimeSpent(b.StartsAt, b.EndsAt))];

    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;

    private static IEnumerable<DateOnly> Days(DateOnly from, DateOnly to)
    {
        for (var day = from; day <= to; day = day.AddDays(1))
            yield return day;
    }

    private sealed record BusyRow(string SpecialistId, string PatientId, DateTime StartsAt, DateTime EndsAt);
}
