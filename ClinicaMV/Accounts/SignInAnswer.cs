namespace ClinicaMV.Accounts;

/// <param name="Person">Whose address and password they were, if anybody's.</param>
/// <param name="Wait">How long before the next attempt is looked at; zero unless there were too many.</param>
public sealed record SignInAnswer(ClinicUser? Person, TimeSpan Wait)
{
    public static readonly SignInAnswer Refused = new(null, TimeSpan.Zero);
}
