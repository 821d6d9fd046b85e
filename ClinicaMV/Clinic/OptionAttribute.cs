namespace ClinicaMV.Clinic;

/// <summary>What an option means to whoever installs the portal: its line in the README's table.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OptionAttribute(string meaning) : Attribute
{
    public string Meaning => meaning;

    /// <summary>As the key is written, where its name alone does not tell.</summary>
    public string? Key { get; set; }

    /// <summary>What counts when nobody says anything, where the value alone does not tell.</summary>
    public string? Default { get; set; }
}
