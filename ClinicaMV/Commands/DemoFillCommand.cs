using System.CommandLine;
using ClinicaMV.Data;

namespace ClinicaMV.Commands;

/// <summary><c>demo fill --appointments N --audit-events N</c>: years of a clinic to measure with.</summary>
internal static class DemoFillCommand
{
    public static Command Command()
    {
        var appointments = new Option<int>("--appointments") { Required = true, Description = "How many appointments to add." };
        var auditEvents = new Option<int>("--audit-events") { Description = "How many lines to add to the record." };
        var fill = new Command("fill", "Adds made-up people and appointments. Never in Production.") { appointments, auditEvents };
        fill.SetAction((parsed, cancel) => RunAsync(parsed.Settings(), parsed.GetValue(appointments), parsed.GetValue(auditEvents), cancel));
        return new Command("demo", "Made-up data to measure with.") { fill };
    }

    private static async Task<int> RunAsync(string[] args, int appointments, int auditEvents, CancellationToken cancel)
    {
        if (appointments < 0 || auditEvents < 0)
            throw new StartFailure("demo fill: --appointments and --audit-events cannot be negative.");

        await using var app = ClinicaMVSetup.Build(args);
        if (!app.Environment.IsDevelopment())
            throw new StartFailure("demo fill: in Development only; made-up people have no place in a clinic.");

        await app.Services.ReadyDatabaseAsync(cancel);
        await using var scope = app.Services.CreateAsyncScope();
        var fill = scope.ServiceProvider.GetRequiredService<DemoFill>();
        await fill.AddAppointmentsAsync(appointments, cancel);
        await fill.AddAuditEventsAsync(auditEvents, cancel);
        Console.WriteLine($"Added {appointments} appointments and {auditEvents} lines of record.");
        return 0;
    }
}
