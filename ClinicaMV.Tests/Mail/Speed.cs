using System.Diagnostics;

namespace ClinicaMV.Tests.Mail;

/// <summary>How fast mails went out.</summary>
/// <param name="Rate">Mails a second, by the clock on the wall.</param>
/// <param name="Work">Milliseconds of processor time a mail, of sender and server together: what neighbours on the machine do not change.</param>
public sealed record Speed(double Rate, double Work)
{
    public static Started Start() => new(Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);

    public sealed record Started(long At, TimeSpan Used)
    {
        public Speed Of(int mails) => new(mails / Stopwatch.GetElapsedTime(At).TotalSeconds, (Environment.CpuUsage.TotalTime - Used).TotalMilliseconds / mails);
    }
}
