namespace ClinicaMV.Accounts;

/// <summary>Telephone numbers, however people write them.</summary>
public static class PhoneNumbers
{
    private const int FewestDigits = 7;

    /// <summary>What to dial: of several numbers the first, and without the zero in brackets that is left out behind a country's code.</summary>
    public static string ToDial(string written)
    {
        var first = written.Split('/')[0];
        // Some write a slash behind the area's code.
        var one = first.Count(char.IsAsciiDigit) >= FewestDigits ? first : written;
        return string.Concat((one.Contains('+') ? one.Replace("(0)", "") : one).Where(c => char.IsAsciiDigit(c) || c == '+'));
    }
}
