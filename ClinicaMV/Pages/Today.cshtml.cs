using System.Globalization;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using ClinicaMV.Visits;
using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Pages;

/// <summary>The specialist's day: who comes when, and who is at the door.</summary>
[NotOnRecord("the specialist's own day; opening one of its appointments is on record")]
public sealed class TodayModel(ClinicDb db, ClinicTime time, WaitingRoom room, VisitDoor door, JoinGate gate, CompanionKeeper keeper) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public DateOnly? Day { get; set; }

    /// <summary>A patient has just been told that it gets later.</summary>
    [TempData]
    public bool ToldDelay { get; set; }

    /// <summary>Of somebody who waits too little is left for such a delay.</summary>
    [TempData]
    public bool ToldNotAll { get; set; }

    [TempData]
    public bool ToldNobody { get; set; }

    private IReadOnlyDictionary<long, Attendance> attendances = new Dictionary<long, Attendance>();

    public bool MayBeLate(Appointment appointment) => VisitDoor.MayBeLate(appointment, User.Id(), Now);

    /// <summary>Until when the patient has been told to wait, as long as that is to come.</summary>
    public DateTime? ToldToBeLate(Appointment appointment)
        => appointment.Status == AppointmentStatus.Booked && appointment.Visit.SpecialistExpectedAt > Now ? appointment.Visit.SpecialistExpectedAt : null;

    public DateOnly Shown => ClinicTime.Sensible(Day ?? time.Today);

    public bool IsToday => Shown == time.Today;

    /// <summary>An instant of the shown day, to name it by.</summary>
    public DateTime Noon => time.DayOf(Shown).From.AddHours(12);

    public IReadOnlyList<Appointment> Appointments { get; private set; } = [];

    /// <summary>Another one as soon as the day, or what stands in it, is another.</summary>
    public string DayStamp { get; private set; } = "";

    public DateTime Now { get; } = time.UtcNow;

    /// <summary>Those at the door, in the order of their coming.</summary>
    public IReadOnlyList<Appointment> Waiting { get; private set; } = [];

    public bool IsThere(Appointment appointment) => WaitingRoom.IsThere(appointment, Now);

    /// <summary>Companions at the door, likewise.</summary>
    public IReadOnlyList<Companion> Companions { get; private set; } = [];

    /// <summary>Appointments whose patient wants to bring somebody, and waits for a yes.</summary>
    public IReadOnlySet<long> Proposals { get; private set; } = new HashSet<long>();

    /// <summary>What is known of the patients' devices, by appointment.</summary>
    public IReadOnlyDictionary<long, DeviceCheck> Devices { get; private set; } = new Dictionary<long, DeviceCheck>();

    public bool ShowsDevices(Appointment appointment) => DeviceChecks.Count(appointment) && appointment.EndsAt > Now;

    /// <summary>The key of the sentence that says who was in the room of a visit that has begun, where that is known.</summary>
    public string? WordsOnWhoCame(Appointment appointment)
        => attendances.TryGetValue(appointment.Id, out var attendance) && attendance.WhoCameTo(appointment.Visit) is var who and not WhoCame.Unknown
            ? AttendanceView.KeyOf(who, appointment, gate.HasClosed(appointment, Now), User.Id())
            : null;

    public MarksView MarksOf(Appointment appointment)
        => new(appointment, attendances.TryGetValue(appointment.Id, out var attendance) && attendance.WasThere(ParticipantRole.Patient));

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        // Whoever keeps everybody's diary has no day of their own.
        if (!User.IsInRole(Roles.Specialist))
            return RedirectToPage("/Appointments/Index");

        Appointments = await OfTheDay().AsNoTracking().WithPeople().ToListAsync(cancel);
        DayStamp = StampOf(Appointments.Select(a => (a.Id, a.Version)));
        attendances = await db.AttendancesAsync([.. Appointments.Where(a => a.Modality == Modality.Video && a.StartsAt <= Now && a.Status != AppointmentStatus.Cancelled)], cancel);
        Proposals = await keeper.ProposedAsync(Appointments, cancel);
        await FindWaitingAsync(cancel);
        Devices = await db.DevicesOfPatientsAsync([.. Appointments.Where(ShowsDevices).UnionBy(Waiting, a => a.Id)], Now, cancel);
        return Page();
    }

    private IQueryable<Appointment> OfTheDay()
    {
        var (me, (from, to)) = (User.Id(), time.DayOf(Shown));
        // After midnight what still runs is today's too.
        var since = IsToday ? from.AddDays(-1) : from;
        return db.Appointments.Where(a => a.SpecialistId == me && a.StartsAt >= since && a.StartsAt < to && (a.StartsAt >= from || a.EndsAt > Now)).OrderBy(a => a.StartsAt).ThenBy(a => a.Id);
    }

    private async Task FindWaitingAsync(CancellationToken cancel)
    {
        Waiting = await room.WaitingAsync(User.Id()!, cancel);
        Companions = await keeper.AtDoorAsync(User.Id(), cancel);
    }

    /// <summary>The list of who waits alone, for the page's script; 304 while it is the same.</summary>
    public async Task<IActionResult> OnGetWaitingAsync(CancellationToken cancel)
    {
        await FindWaitingAsync(cancel);
        Devices = await db.DevicesOfPatientsAsync(Waiting, Now, cancel);
        DayStamp = StampOf((await OfTheDay().Select(a => new { a.Id, a.Version }).ToListAsync(cancel)).Select(a => (a.Id, a.Version)));
        return HttpContext.Knows(string.Join('.', Waiting.Select(StampOf).Concat(Companions.Select(StampOf)).Append(DayStamp)))
            ? StatusCode(StatusCodes.Status304NotModified)
            : Partial("_WaitingList", this);
    }

    /// <summary>Tells all who wait that it gets later.</summary>
    public async Task<IActionResult> OnPostLateAsync(int minutes, CancellationToken cancel)
    {
        if (!VisitDoor.Delays.Contains(minutes))
            return BadRequest();

        foreach (var appointment in await room.WaitingAsync(User.Id()!, cancel))
        {
            var isTold = await door.AnnounceDelayAsync(appointment, minutes, HttpContext.Actor(), cancel);
            (ToldDelay, ToldNotAll) = (ToldDelay | isTold, ToldNotAll | (!isTold && MayBeLate(appointment)));
        }

        // They may have gone, or wait for what has ended.
        ToldNobody = !ToldDelay && !ToldNotAll;
        return RedirectToPage();
    }

    private string StampOf(IEnumerable<(long Id, int Version)> day)
        => string.Join('.', day.Select(a => FormattableString.Invariant($"{a.Id}-{a.Version}")).Prepend(Shown.ToString("O", CultureInfo.InvariantCulture)));

    private string StampOf(Companion waiting) => FormattableString.Invariant($"c{waiting.Id}-{waiting.Version}{(waiting.IsThere(Now) ? "" : $"gone{waiting.SeenAt?.Ticks}")}");

    private string StampOf(Appointment waiting)
        => FormattableString.Invariant($"{waiting.Id}-{waiting.Version}-{waiting.Visit.PatientEnteredAt!.Value.Ticks}-{(IsThere(waiting) ? "" : $"gone{waiting.Visit.PatientSeenAt?.Ticks}")}-{waiting.Visit.SpecialistExpectedAt?.Ticks}-{Devices.GetValueOrDefault(waiting.Id)?.At.Ticks}");
}
