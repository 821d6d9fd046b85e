namespace ClinicaMV.Clinic;

/// <summary>One line of what a check-up found.</summary>
public sealed record Finding(bool IsGood, string Line)
{
    public static Finding Good(string line) => new(true, line);

    /// <param name="line">What is wrong, and what to do about it.</param>
    public static Finding Bad(string line) => new(false, line);
}
