using System.Diagnostics;
using System.Text.Json;
using ClinicaMV.Tests.Commands;

namespace ClinicaMV.Tests.Mail;

/// <summary>An invitation as a calendar program sees it: read by Python's e-mail and iCalendar packages.</summary>
public sealed record ReadInvite(string File, string[] Shape, string[] PartMethods, int Different, string Method, string Uid, int Sequence, DateTimeOffset Starts, DateTimeOffset Ends,
    string Status, string Summary, string Url, string Organizer, string[] Attendees, DateTimeOffset Stamp, int Alarms, string Text)
{
    public static async Task<IReadOnlyList<ReadInvite>> AllAsync(string folder)
    {
        using var python = Process.Start(new ProcessStartInfo("/usr/bin/python3", [Path.Combine(Repository.Folder, "ClinicaMV.Tests", "Mail", "read-invites.py"), folder])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var errors = python.StandardError.ReadToEndAsync();
        var lines = (await python.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await python.WaitForExitAsync();
        Assert.True(python.ExitCode == 0, await errors);
        return [.. lines.Select(line => JsonSerializer.Deserialize<ReadInvite>(line)!)];
    }
}
