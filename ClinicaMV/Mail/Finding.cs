namespace ClinicaMV.Mail;

/// <summary>One line of what a check-up found.</summary>
public sealed record Finding(bool IsGood, string Line)
{
    public static Finding Good(string line) => new(true, line);

    public static Finding Bad(string line) => new(false, line);
}
