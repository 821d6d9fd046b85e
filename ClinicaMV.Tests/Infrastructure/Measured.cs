using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicaMV.Tests.Infrastructure;

/// <summary>What one histogram of one clinic records from now on; others in this process have one of the same name.</summary>
internal sealed class Measured : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly ConcurrentQueue<double> values = [];

    public Measured(string histogram, IServiceProvider clinic)
    {
        var ours = clinic.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, us) =>
        {
            if (instrument.Name == histogram && instrument.Meter.Scope == ours)
                us.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((_, value, _, _) => values.Enqueue(value));
        listener.Start();
    }

    public IEnumerable<double> Values => values;

    public void Dispose() => listener.Dispose();
}
