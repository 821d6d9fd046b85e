using ClinicaMV.Accounts;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Visits;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClinicaMV.Benchmarks;

/// <summary>A clinic for as long as something is measured in it.</summary>
internal static class Clinics
{
    public static Task InAsync<TClinic>(Func<TClinic, Task> measure) where TClinic : TestClinic, new() => InAsync(new TClinic(), measure);

    /// <summary>The door alone, without page, session and network: the gate, its line in the record and the token.</summary>
    public static async Task OpenRoomAsync(this TestClinic clinic, string specialistId, string appointmentId)
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        var appointment = await scope.ServiceProvider.GetRequiredService<ClinicDb>().AppointmentForAsync(specialistId, appointmentId, keepsDiary: false, isChanged: true, default);
        var answer = await scope.ServiceProvider.GetRequiredService<VisitDoor>().OpenRoomAsync(appointment!, new(specialistId, Roles.Specialist), default);
        if (answer.Room is null)
            throw new InvalidOperationException($"{answer.Decision.Outcome}");
    }

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
