using ClinicaMV.Clinic;
using ClinicaMV.Web;

namespace ClinicaMV.Auditing;

/// <summary>What the record is held against (section <c>Audit</c>).</summary>
public sealed class AuditOptions
{
    [Option("gets the day's anchor of the record by mail; an address outside of this machine")]
    public string AnchorEmail { get; set; } = "";

    public sealed class Validator : OptionsValidator<AuditOptions>
    {
        protected override IEnumerable<string> FaultsOf(AuditOptions o)
        {
            if (o.AnchorEmail.Length > 0 && !MailAddressAttribute.IsAddress(o.AnchorEmail))
                yield return "Audit:AnchorEmail must be an e-mail address.";
        }
    }
}
