using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.People;

namespace ClinicaMV.Tests.Appointments;

/// <summary>Specialists who need no database, and weeks as one says them: "Monday 9:00-14:00".</summary>
internal static class Specialists
{
    public static Specialist Working(OfferedTerms terms, params string[] week)
    {
        var specialist = Specialist.With(ClinicUser.WithEmail("Bruno", "bruno@example.test", "es"), "");
        specialist.Offer(terms);
        specialist.WorkAt(Week(week));
        return specialist;
    }

    public static Specialist WorkingAllWeek(OfferedTerms terms, string hours)
        => Working(terms, [.. Enum.GetNames<DayOfWeek>().Select(day => $"{day} {hours}")]);

    public static WorkingHours[] Week(params string[] week) => [.. week.Select(span =>
    {
        var words = span.Split(' ', '-');
        return new WorkingHours { Day = Enum.Parse<DayOfWeek>(words[0]), From = TimeOnly.Parse(words[1]), To = TimeOnly.Parse(words[2]) };
    })];
}
