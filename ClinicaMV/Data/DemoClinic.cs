using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Clinic;
using ClinicaMV.Visits;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Data;

/// <summary>
/// A small clinic to try the product with: two specialists, six patients, a reception, the hours of a shop, and appointments around now,
/// one of them a visit that can be entered at any moment. Development only; everybody's password is on the sign-in page.
/// </summary>
public sealed class DemoClinic(ClinicDb db, Diary diary, JoinGate gate, UserManager<ClinicUser> users, ClinicTime time)
{
    public const string Password = "Demo-clinica-2026";

    public static readonly IReadOnlyList<NewPerson> People =
    [
        new("Ana García Ruiz", "ana@demo.test", Roles.Patient, "es"),
        new("Carla Pons Vidal", "carla@demo.test", Roles.Patient, "es"),
        new("Diego Martín Soler", "diego@demo.test", Roles.Patient, "es"),
        new("Emily Carter", "emily@demo.test", Roles.Patient, "en"),
        new("Francisco Ibáñez Mora", "francisco@demo.test", Roles.Patient, "es"),
        new("Gloria Navas Prieto", "gloria@demo.test", Roles.Patient, "es"),
        new("Bruno Herrera", "bruno@demo.test", Roles.Specialist, "es", "Dietista-nutricionista"),
        new("Elena Vázquez", "elena@demo.test", Roles.Specialist, "es", "Nutrición deportiva"),
        new("Delia Ortiz", "delia@demo.test", Roles.Administrator, "es"),
    ];

    /// <summary>For the console of whoever has just typed <c>dotnet run</c>.</summary>
    public static string Welcome => string.Join(Environment.NewLine,
        ["Demo clinic. Sign in with password " + Password + " as:", .. People.Select(p => $"  {p.Email,-22} {p.FullName} ({p.Role})")]);

    private const string OpeningHours = "9:00-14:00, 16:00-20:00";
    private const DayOfWeek DayOff = DayOfWeek.Sunday;

    private static readonly TimeSpan Length = TimeSpan.FromMinutes(45);

    /// <summary>Whether its people are here: a database that was somebody else's first is left alone.</summary>
    public Task<bool> IsOpenAsync(CancellationToken cancel) => db.Users.AnyAsync(u => u.Email == "ana@demo.test", cancel);

    public async Task OpenAsync(CancellationToken cancel)
    {
        if (!await db.Users.AnyAsync(cancel))
        {
            await AddPeopleAsync(cancel);
            await AddHoursAsync(cancel);
            await FillDiaryAsync(cancel);
        }

        await TopUpAsync(cancel);
    }

    /// <summary>Sees to it that Ana and Bruno have a visit whose door is open now.</summary>
    public async Task TopUpAsync(CancellationToken cancel)
    {
        if (!await IsOpenAsync(cancel))
            return;

        var (ana, bruno) = (await IdOfAsync("ana@demo.test", cancel), await IdOfAsync("bruno@demo.test", cancel));
        var now = time.UtcNow;
        var near = await db.Appointments.WithPeople()
            .Where(a => a.PatientId == ana && a.SpecialistId == bruno && a.StartsAt > now.AddHours(-5) && a.StartsAt < now.AddHours(1))
            .ToListAsync(cancel);
        if (near.Any(a => gate.Decide(ana, a, now).IsOpen))
            return;

        // As long as fits before whatever comes next in their diaries.
        foreach (var minutes in new[] { 45, 30, 15, 5 })
        {
            if (await BookAsync(ana, bruno, new(OnMark(now), TimeSpan.FromMinutes(minutes), Modality.Video), cancel) is not null)
                return;
        }
    }

    private async Task AddPeopleAsync(CancellationToken cancel)
    {
        string? hash = null;
        foreach (var person in People)
        {
            var user = person.AddTo(db, users.KeyNormalizer);
            user.PasswordHash = hash ??= users.PasswordHasher.HashPassword(user, Password);
            user.EmailConfirmed = true;
        }

        await db.SaveChangesAsync(cancel);
    }

    private async Task AddHoursAsync(CancellationToken cancel)
    {
        var days = Enum.GetValues<DayOfWeek>().Where(day => day != DayOff);
        foreach (var specialist in await db.Specialists.ToListAsync(cancel))
            specialist.WorkAt([.. days.SelectMany(day => WeekText.Parse(day, OpeningHours)!)]);
        await db.SaveChangesAsync(cancel);
    }

    private async Task FillDiaryAsync(CancellationToken cancel)
    {
        var now = OnQuarter(time.UtcNow);
        await BookAsync("ana", "bruno", now.AddHours(2), Modality.Video, cancel);
        await BookAsync("ana", "elena", At(7, hour: 10), Modality.InPerson, cancel);
        await BookAsync("carla", "elena", now.AddMinutes(15), Modality.Video, cancel);
        await BookAsync("carla", "elena", now.AddHours(4), Modality.Video, cancel);
        await BookAsync("diego", "elena", now.AddHours(3), Modality.InPerson, cancel);
        await BookAsync("emily", "elena", now.AddHours(1.5), Modality.Video, cancel);
        await BookAsync("gloria", "elena", At(1, hour: 11), Modality.Video, cancel);
        var cancelled = await BookAsync("ana", "elena", At(2, hour: 12), Modality.Video, cancel);
        await diary.CancelAsync(cancelled!, cancelled!.Version, ChangeReason.PatientRequest, Actor.System, cancel);
        await AddPastAsync("ana", "bruno", now.AddHours(-3), cancel);
        await AddPastAsync("francisco", "bruno", now.AddHours(-5), cancel);
    }

    private async Task<Appointment?> BookAsync(string patient, string specialist, DateTime start, Modality modality, CancellationToken cancel)
        => await BookAsync(await IdOfAsync($"{patient}@demo.test", cancel), await IdOfAsync($"{specialist}@demo.test", cancel), new(start, Length, modality), cancel);

    private async Task<Appointment?> BookAsync(string patientId, string specialistId, PlannedHour hour, CancellationToken cancel)
    {
        await SeeToHoursAsync(specialistId, hour, cancel);
        var answer = await diary.BookAsync(patientId, specialistId, hour, Actor.System, cancel);
        return answer.Refusal is null ? answer.Appointment : null;
    }

    // Whoever tries the product at night or on a Sunday has to see a visit too: then the specialist works for it, and no longer.
    private async Task SeeToHoursAsync(string specialistId, PlannedHour hour, CancellationToken cancel)
    {
        var specialist = await db.Specialists.AsSplitQuery().WithHours(time.Today).SingleAsync(s => s.Id == specialistId, cancel);
        if (new SpecialistHours(specialist, new HashSet<DateOnly>(), time).ClashOf(hour.Span) != DiaryRefusal.OutsideHours)
            return;

        var (from, to) = (time.ToLocal(hour.StartsAt), time.ToLocal(hour.EndsAt));
        for (var day = from.Date; day < to; day = day.AddDays(1))
        {
            var (start, end) = (day < from ? from : day, day.AddDays(1) < to ? day.AddDays(1) : to);
            specialist.WorkExtra(WorkingHours.Extra(DateOnly.FromDateTime(day), new(TimeOnly.FromDateTime(start), TimeOnly.FromDateTime(end))));
        }

        await db.SaveChangesAsync(cancel);
    }

    // The diary books nothing in the past; a clinic that opens with a history has to be made with one.
    private async Task AddPastAsync(string patient, string specialist, DateTime start, CancellationToken cancel)
    {
        var who = await db.Patients.SingleAsync(p => p.Account.Email == $"{patient}@demo.test", cancel);
        var whom = await db.Specialists.SingleAsync(s => s.Account.Email == $"{specialist}@demo.test", cancel);
        db.Appointments.Add(Appointment.Book(who, whom, new(start, Length, Modality.Video), start.AddDays(-7)));
        await db.SaveChangesAsync(cancel);
    }

    private Task<string> IdOfAsync(string email, CancellationToken cancel)
        => db.Users.Where(u => u.Email == email).Select(u => u.Id).SingleAsync(cancel);

    /// <summary>An hour some days from now, or on the day after when nobody works.</summary>
    private DateTime At(int days, int hour)
    {
        var day = time.Today.AddDays(days);
        return time.ToUtc((day.DayOfWeek == DayOff ? day.AddDays(1) : day).ToDateTime(new(hour, 0)))!.Value;
    }

    private static DateTime OnQuarter(DateTime instant) => DateTime.UnixEpoch.AddMinutes(15 * Math.Ceiling((instant - DateTime.UnixEpoch).TotalMinutes / 15));

    private static DateTime OnMark(DateTime instant) => DateTime.UnixEpoch.AddMinutes(BookedSlot.Minutes * BookedSlot.MarkOf(instant));
}
