using System.Diagnostics.Metrics;

namespace ClinicaMV.Tests.Jitsi;

/// <summary>Listens to one counter.</summary>
internal sealed class CountedMeter : IDisposable
{
    private readonly MeterListener listener = new();
    private long count;

    public CountedMeter(string counter)
    {
        listener.InstrumentPublished = (instrument, us) =>
        {
            if (instrument.Name == counter)
                us.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref count, value));
        listener.Start();
    }

    public int Count => (int)Interlocked.Read(ref count);

    public void Dispose() => listener.Dispose();
}
