using System.ComponentModel.DataAnnotations;
using ClinicaMV.Accounts;
using ClinicaMV.Web;

namespace ClinicaMV.Pages.Admin;

/// <summary>What is asked about a person, when inviting and when changing.</summary>
public abstract class PersonInput
{
    [Required(ErrorMessage = "Field.Required"), StringLength(PersonRules.NameLength, ErrorMessage = "Field.TooLong")]
    [RegularExpression(PersonRules.Plain, ErrorMessage = "Field.Invalid")]
    public string? FullName { get; set; }

    [Required(ErrorMessage = "Field.Required"), MailAddress]
    public string? Email { get; set; }

    [RegularExpression("es|en", ErrorMessage = "Field.Invalid")]
    public string Language { get; set; } = "es";

    [StringLength(PersonRules.SpecialityLength, ErrorMessage = "Field.TooLong"), RegularExpression(PersonRules.Plain, ErrorMessage = "Field.Invalid")]
    public string? Speciality { get; set; }
}
