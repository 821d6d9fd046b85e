using ClinicaMV.Auditing;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Appointments;

/// <summary>The one place that changes when specialists work and when the clinic is closed; each change is on record.</summary>
public sealed class HoursKeeper(ClinicDb db, AuditTrail trail, IOptions<ClinicOptions> clinic)
{
    public Task SetAsync(string specialistId, IReadOnlyCollection<WorkingHours> week, OfferedTerms terms, Actor by, CancellationToken cancel)
        => SetAsync(specialistId, null, week, terms, by, cancel);

    /// <param name="seen">The <see cref="Specialist.HoursStamp"/> on the form: somebody may have changed them since.</param>
    /// <returns>Whether they were still so; otherwise nothing is changed.</returns>
    public async Task<bool> SetAsync(
        string specialistId, string? seen, IReadOnlyCollection<WorkingHours> week, OfferedTerms terms, Actor by, CancellationToken cancel)
    {
        var specialist = await db.Specialists.Include(s => s.Hours).SingleAsync(s => s.Id == specialistId, cancel);
        var before = specialist.HoursStamp;
        if (seen is not null && seen != before)
            return false;

        specialist.WorkAt(week);
        specialist.Offer(terms);
        if (specialist.HoursStamp == before)
            return true;

        trail.Allowed(AuditKind.HoursChanged, by, subjectId: specialistId);
        return await db.SaveIfAsync(async () => seen is null || await StampOfAsync(specialistId, cancel) == seen, cancel);
    }

    private async Task<string> StampOfAsync(string specialistId, CancellationToken cancel)
        => (await db.Specialists.AsNoTracking().Include(s => s.Hours).SingleAsync(s => s.Id == specialistId, cancel)).HoursStamp;

    /// <summary>The clinic's opening hours as the week of a specialist who has none yet.</summary>
    public async Task TakeOpeningHoursAsync(string specialistId, Actor by, CancellationToken cancel)
    {
        var specialist = await db.Specialists.Include(s => s.Hours).SingleAsync(s => s.Id == specialistId, cancel);
        if (specialist.HasWeek)
            return;

        specialist.WorkAt(clinic.Value.OpeningWeek);
        trail.Allowed(AuditKind.HoursChanged, by, subjectId: specialistId);
        await db.SaveIfAsync(async () => !await db.Set<WorkingHours>().AnyAsync(h => h.SpecialistId == specialistId && h.Date == null, cancel), cancel);
    }

    /// <summary>Works on that date besides the week, or although the week has nothing on that day. The same twice is once.</summary>
    public async Task AddExtraAsync(string specialistId, DateOnly date, LocalSpan span, Actor by, CancellationToken cancel)
    {
        var specialist = await db.Specialists.SingleAsync(s => s.Id == specialistId, cancel);
        specialist.WorkExtra(WorkingHours.Extra(date, span));
        trail.Allowed(AuditKind.ExtraHoursAdded, by, subjectId: specialistId, reason: date.ToString("O"));
        await db.SaveIfAsync(async () => !await db.Set<WorkingHours>().AnyAsync(h => h.SpecialistId == specialistId
            && h.Date == date && h.From == span.From && h.To == span.To, cancel), cancel);
    }

    /// <summary>Nothing happens when the extra hours are gone, or are another's.</summary>
    public async Task RemoveExtraAsync(string specialistId, long extraId, Actor by, CancellationToken cancel)
    {
        if (await db.Set<WorkingHours>().SingleOrDefaultAsync(h => h.Id == extraId && h.SpecialistId == specialistId && h.Date != null, cancel) is not { } extra)
            return;

        db.Remove(extra);
        trail.Allowed(AuditKind.ExtraHoursRemoved, by, subjectId: specialistId, reason: extra.Date!.Value.ToString("O"));
        await db.SaveIfAsync(() => db.Set<WorkingHours>().AnyAsync(h => h.Id == extraId, cancel), cancel);
    }

    /// <summary>The same twice is once.</summary>
    public async Task AddAbsenceAsync(string specialistId, Absence absence, Actor by, CancellationToken cancel)
    {
        var specialist = await db.Specialists.SingleAsync(s => s.Id == specialistId, cancel);
        specialist.BeAway(absence);
        trail.Allowed(AuditKind.AbsenceAdded, by, subjectId: specialistId, reason: absence.Dates);
        await db.SaveIfAsync(async () => !await db.Set<Absence>().AnyAsync(a => a.SpecialistId == specialistId
            && a.From == absence.From && a.To == absence.To && a.FromHour == absence.FromHour && a.ToHour == absence.ToHour, cancel), cancel);
    }

    /// <summary>Nothing happens when the absence is gone, or is another's.</summary>
    public async Task RemoveAbsenceAsync(string specialistId, long absenceId, Actor by, CancellationToken cancel)
    {
        var specialist = await db.Specialists.Include(s => s.Absences.Where(a => a.Id == absenceId)).SingleAsync(s => s.Id == specialistId, cancel);
        if (specialist.Absences.SingleOrDefault() is not { } absence)
            return;

        db.Remove(absence);
        trail.Allowed(AuditKind.AbsenceRemoved, by, subjectId: specialistId, reason: absence.Dates);
        await db.SaveIfAsync(() => db.Set<Absence>().AnyAsync(a => a.Id == absenceId, cancel), cancel);
    }

    public async Task CloseAsync(DateOnly day, Actor by, CancellationToken cancel)
    {
        db.ClosedDays.Add(new() { Day = day });
        trail.Allowed(AuditKind.ClosedDayAdded, by, reason: day.ToString("O"));
        await db.SaveIfAsync(async () => !await db.ClosedDays.AnyAsync(d => d.Day == day, cancel), cancel);
    }

    public async Task OpenAsync(DateOnly day, Actor by, CancellationToken cancel)
    {
        if (await db.ClosedDays.SingleOrDefaultAsync(d => d.Day == day, cancel) is not { } closed)
            return;

        db.Remove(closed);
        trail.Allowed(AuditKind.ClosedDayRemoved, by, reason: day.ToString("O"));
        await db.SaveIfAsync(() => db.ClosedDays.AnyAsync(d => d.Day == day, cancel), cancel);
    }
}
