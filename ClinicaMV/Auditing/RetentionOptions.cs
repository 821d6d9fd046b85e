using System.ComponentModel.DataAnnotations;

namespace ClinicaMV.Auditing;

/// <summary>How long what is kept (section <c>Retention</c>).</summary>
public sealed class RetentionOptions
{
    /// <summary>Access and administration; five years is what Ley 41/2002 art. 17.1 asks.</summary>
    [Range(2, 30, ErrorMessage = "Retention:AccessYears must lie between 2 and 30.")]
    public int AccessYears { get; set; } = 5;

    [Range(1, 3650, ErrorMessage = "Retention:TechnicalDays must lie between 1 and 3650.")]
    public int TechnicalDays { get; set; } = 90;

    /// <summary>After this an IP address on record is shortened to its network, and the browser's family is erased.</summary>
    [Range(1, 3650, ErrorMessage = "Retention:AddressDays must lie between 1 and 3650.")]
    public int AddressDays { get; set; } = 90;

    /// <summary>After this the text of a sent mail is emptied; that it was sent stays known.</summary>
    [Range(1, 3650, ErrorMessage = "Retention:MailBodyDays must lie between 1 and 3650.")]
    public int MailBodyDays { get; set; } = 30;

    /// <summary>So long after the visit a companion's name and address are kept: they have no account, and no part in what was said.</summary>
    [Range(1, 365, ErrorMessage = "Retention:CompanionDays must lie between 1 and 365.")]
    public int CompanionDays { get; set; } = 7;
}
