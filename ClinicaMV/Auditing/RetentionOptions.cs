using System.ComponentModel.DataAnnotations;
using ClinicaMV.Clinic;

namespace ClinicaMV.Auditing;

/// <summary>How long what is kept (section <c>Retention</c>).</summary>
public sealed class RetentionOptions
{
    /// <summary>Access and administration; five years is what Ley 41/2002 art. 17.1 asks.</summary>
    [Range(2, 30, ErrorMessage = "Retention:AccessYears must lie between 2 and 30.")]
    [Option("how long records of access and of changes are kept")]
    public int AccessYears { get; set; } = 5;

    [Range(1, 3650, ErrorMessage = "Retention:TechnicalDays must lie between 1 and 3650.")]
    [Option("how long the other records are kept, sign-ins among them")]
    public int TechnicalDays { get; set; } = 90;

    [Range(1, 3650, ErrorMessage = "Retention:AddressDays must lie between 1 and 3650.")]
    [Option("after this an IP address on record is shortened to its network, and the browser's family is erased")]
    public int AddressDays { get; set; } = 90;

    [Range(1, 3650, ErrorMessage = "Retention:MailBodyDays must lie between 1 and 3650.")]
    [Option("after this the text of a mail is emptied; that it was sent stays known")]
    public int MailBodyDays { get; set; } = 30;

    /// <summary>So long after the visit a companion's name and address are kept: they have no account, and no part in what was said.</summary>
    [Range(1, 365, ErrorMessage = "Retention:CompanionDays must lie between 1 and 365.")]
    [Option("so long after the visit name and address of a companion are kept, 1 to 365")]
    public int CompanionDays { get; set; } = 7;
}
