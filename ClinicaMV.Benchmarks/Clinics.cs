using ClinicaMV.Tests.Infrastructure;
using Xunit;

namespace ClinicaMV.Benchmarks;

/// <summary>A clinic for as long as something is measured in it.</summary>
internal static class Clinics
{
    public static Task InAsync<TClinic>(Func<TClinic, Task> measure) where TClinic : TestClinic, new() => InAsync(new TClinic(), measure);

    public static async Task InAsync<TClinic>(TClinic clinic, Func<TClinic, Task> measure) where TClinic : TestClinic
    {
        await clinic.InitializeAsync();
        try
        {
            await measure(clinic);
        }
        finally
        {
            await ((IAsyncLifetime)clinic).DisposeAsync();
        }
    }
}
