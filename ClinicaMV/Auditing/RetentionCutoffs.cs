namespace ClinicaMV.Auditing;

/// <summary>
/// Before which instant what is past its retention. Lines go by whole months (UTC): once a month is past as a whole, and so never early
/// and at most a month after their time.
/// </summary>
public static class RetentionCutoffs
{
    public static DateTime CutoffOf(this RetentionOptions options, AuditClass kept, DateTime now) => FirstOfMonth(kept switch
    {
        AuditClass.Technical => now.AddDays(-options.TechnicalDays),
        _ => now.AddYears(-options.AccessYears),
    });

    public static DateTime CutoffOfAddresses(this RetentionOptions options, DateTime now) => now.AddDays(-options.AddressDays);

    private static DateTime FirstOfMonth(DateTime utc) => new(utc.Year, utc.Month, 1, 0, 0, 0, DateTimeKind.Utc);
}
