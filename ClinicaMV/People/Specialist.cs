using System.Globalization;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;

namespace ClinicaMV.People;

/// <summary>A person who treats patients. Shares its key with the account.</summary>
public sealed class Specialist
{
    private readonly List<WorkingHours> hours = [];
    private readonly List<Absence> absences = [];

    private Specialist()
    {
    }

    public string Id { get; private set; } = null!;

    public ClinicUser Account { get; private set; } = null!;

    /// <summary>As the clinic calls it, e.g. "Dietista-nutricionista". Shown in the portal, never in mail.</summary>
    public string Speciality { get; set; } = "";

    public int AppointmentMinutes { get; private set; } = 45;

    /// <summary>Kept free after each appointment when hours are offered.</summary>
    public int GapMinutes { get; private set; }

    /// <summary>Patients book no hour that begins earlier than this from now.</summary>
    public int NoticeHours { get; private set; } = 2;

    /// <summary>Patients book no day later than this from today.</summary>
    public int BookableDays { get; private set; } = 60;

    /// <summary>Those of every week, and the extra ones of single dates.</summary>
    public IReadOnlyCollection<WorkingHours> Hours => hours;

    public bool HasWeek => hours.Any(h => h.Date is null);

    public IReadOnlyCollection<Absence> Absences => absences;

    /// <summary>Week and terms as one text: two that differ in anything have two.</summary>
    public string HoursStamp => string.Create(CultureInfo.InvariantCulture,
        $"{string.Join(' ', hours.Where(h => h.Date is null).OrderBy(h => h.Day).ThenBy(h => h.From).Select(h => $"{h.Day:d}:{h.From:HHmm}-{h.To:HHmm}"))} {AppointmentMinutes}/{GapMinutes}/{NoticeHours}/{BookableDays}");

    public void WorkAt(IReadOnlyCollection<WorkingHours> week)
    {
        hours.RemoveAll(h => h.Date is null && !week.Any(h.IsLike));
        hours.AddRange([.. week.Where(w => !hours.Any(w.IsLike))]);
    }

    public void Offer(OfferedTerms terms)
        => (AppointmentMinutes, GapMinutes, NoticeHours, BookableDays) = (terms.AppointmentMinutes, terms.GapMinutes, terms.NoticeHours, terms.BookableDays);

    public void WorkExtra(WorkingHours extra) => hours.Add(extra);

    public void BeAway(Absence absence) => absences.Add(absence);

    public static Specialist With(ClinicUser account, string speciality)
        => new() { Id = account.Id, Account = account, Speciality = speciality };
}
