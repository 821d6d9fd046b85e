using System.Diagnostics.Metrics;

namespace ClinicaMV.Jitsi;

/// <summary>How often the video server tells or asks what is not ours to know. Counted, because nothing of it is put on record.</summary>
public sealed partial class JitsiMeter
{
    public const string Name = "ClinicaMV.Jitsi";
    public const string ForgedRooms = "clinicamv.jitsi.forged_rooms";
    public const string IgnoredReports = "clinicamv.jitsi.ignored_reports";

    private readonly Counter<long> forged;
    private readonly Counter<long> ignored;
    private readonly ILogger<JitsiMeter> log;

    public JitsiMeter(IMeterFactory meters, ILogger<JitsiMeter> log)
    {
        var meter = meters.Create(Name);
        (forged, ignored, this.log) = (meter.CreateCounter<long>(ForgedRooms), meter.CreateCounter<long>(IgnoredReports), log);
    }

    public void CountForgedRoom()
    {
        forged.Add(1);
        LogForged();
    }

    /// <param name="why">A code: a breakout room, a room or a person that is not ours.</param>
    public void CountIgnoredReport(string why) => ignored.Add(1, new KeyValuePair<string, object?>("why", why));

    [LoggerMessage(Level = LogLevel.Warning, Message = "The video server asked for a room whose name we never signed")]
    private partial void LogForged();
}
