using System.Globalization;

namespace ClinicaMV.Tests.Appointments;

/// <summary>
/// A day on which the clocks of Spain change, as Directive 2000/84/EC has it: everywhere at 1:00 UTC. Written down in offsets, so that no
/// zone rule of the machine proves itself.
/// </summary>
/// <param name="winter">The offset of winter time, in hours.</param>
internal sealed class ChangeDay(string date, int winter)
{
    public static readonly string[] Autumn = ["2026-10-25", "2027-10-31"];
    public static readonly string[] Spring = ["2026-03-29", "2027-03-28"];

    private static readonly CultureInfo Spanish = CultureInfo.GetCultureInfo("es-ES");

    private readonly bool isAutumn = Autumn.Contains(date);
    private readonly DateTime change = DateOnly.Parse(date).ToDateTime(new(1, 0), DateTimeKind.Utc);

    public DateOnly Date { get; } = DateOnly.Parse(date);

    /// <summary>The quarters of an hour of the day, UTC; of those that the clock shows twice only the first.</summary>
    public List<DateTime> Quarters()
    {
        var quarters = new List<DateTime>();
        for (var at = MidnightAt(Date, before: true); at < MidnightAt(Date.AddDays(1), before: false); at = at.AddMinutes(15))
        {
            if (!IsSecondOfTwo(at))
                quarters.Add(at);
        }

        return quarters;
    }

    /// <summary>What the clock shows in the hour that is left out in spring, or shown twice in autumn.</summary>
    public IEnumerable<string> ChangingQuarters() => Enumerable.Range(0, 4).Select(i => $"{winter + 1:00}:{15 * i:00}");

    /// <summary>What a patient reads of a quarter that begins then.</summary>
    public string Words(DateTime at) => $"{Date.ToString("dddd, d 'de' MMMM 'de' yyyy", Spanish)}, de {Hour(at)} a {Hour(at.AddMinutes(15))} ({ZoneName})";

    public string Hour(DateTime at)
        => (at + OffsetAt(at)).ToString("H:mm", CultureInfo.InvariantCulture)
        + (IsSecondOfTwo(at) ? " (hora de invierno)" : IsSecondOfTwo(at.AddHours(1)) ? " (hora de verano)" : "");

    private string ZoneName => winter == 1 ? "hora peninsular" : "hora canaria";

    private bool IsSecondOfTwo(DateTime at) => isAutumn && change <= at && at < change.AddHours(1);

    private TimeSpan OffsetAt(DateTime at) => TimeSpan.FromHours(isAutumn == at < change ? winter + 1 : winter);

    private DateTime MidnightAt(DateOnly day, bool before)
        => day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc) - OffsetAt(before ? change.AddMinutes(-1) : change);
}
