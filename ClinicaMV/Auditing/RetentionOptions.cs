using ClinicaMV.Clinic;

namespace ClinicaMV.Auditing;

/// <summary>How long what is kept (section <c>Retention</c>).</summary>
public sealed class RetentionOptions
{
    /// <summary>Access and administration; five years is what Ley 41/2002 art. 17.1 asks.</summary>
    [Option("how long records of access and of changes are kept")]
    public int AccessYears { get; set; } = 5;

    [Option("how long the other records are kept, sign-ins among them")]
    public int TechnicalDays { get; set; } = 90;

    [Option("after this an IP address on record is shortened to its network, and the browser's family is erased")]
    public int AddressDays { get; set; } = 90;

    [Option("after this the text of a mail is emptied; that it was sent stays known")]
    public int MailBodyDays { get; set; } = 30;

    /// <summary>So long after the visit a companion's name and address are kept: they have no account, and no part in what was said.</summary>
    [Option("so long after the visit name and address of a companion are kept, 1 to 365")]
    public int CompanionDays { get; set; } = 7;

    public sealed class Validator : OptionsValidator<RetentionOptions>
    {
        protected override IEnumerable<string> FaultsOf(RetentionOptions o)
        {
            if (o.AccessYears is < 2 or > 30)
                yield return "Retention:AccessYears must lie between 2 and 30.";
            foreach (var (key, days) in new[] { (nameof(TechnicalDays), o.TechnicalDays), (nameof(AddressDays), o.AddressDays), (nameof(MailBodyDays), o.MailBodyDays) })
            {
                if (days is < 1 or > 3650)
                    yield return $"Retention:{key} must lie between 1 and 3650.";
            }

            if (o.CompanionDays is < 1 or > 365)
                yield return "Retention:CompanionDays must lie between 1 and 365.";
        }
    }
}
