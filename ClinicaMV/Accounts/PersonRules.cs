namespace ClinicaMV.Accounts;

/// <summary>What can stand in the fields of a person, on the pages and in a file alike.</summary>
public static class PersonRules
{
    public const int NameLength = 200;
    public const int SpecialityLength = 100;
    public const int PhoneLength = 30;

    /// <summary>No control characters, and none that show nothing or turn the line round; but the two joiners, with which Persian and Malayalam are spelt.</summary>
    public const string Plain = @"([^\p{Cc}\p{Cf}\u115F\u1160\u2800\u3164\uFFA0]|(?<=[\p{L}\p{M}])[\u200C\u200D])*";

    /// <summary>Digits, with a country's plus sign or without, and what people set between them; kept as <see cref="PhoneNumbers.ToDial"/> has it.</summary>
    public const string Phone = @"[+(]{0,2}[0-9][0-9 \u00A0().\u2010\u2011\-]*";
}
