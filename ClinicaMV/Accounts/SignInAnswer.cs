namespace ClinicaMV.Accounts;

/// <param name="Wait">How long before the next attempt is looked at; zero unless there were too many.</param>
public sealed record SignInAnswer(bool IsIn, TimeSpan Wait)
{
    public static readonly SignInAnswer In = new(true, TimeSpan.Zero);
    public static readonly SignInAnswer Refused = new(false, TimeSpan.Zero);
}
