using System.CommandLine;
using ClinicaMV.Clinic;

namespace ClinicaMV.Commands;

/// <summary><c>doctor …</c>: one line for each thing that was looked at. Exit code 1 when one of them is bad.</summary>
internal static class Doctor
{
    public static Command Command(string[] args) => new("doctor", "Checks what the portal needs from outside.")
    {
        DoctorMail.Command(args),
        DoctorJitsi.Command(args),
    };

    /// <returns>The exit code.</returns>
    public static async Task<int> TellAsync(IAsyncEnumerable<Finding> findings)
    {
        var isWell = true;
        await foreach (var finding in findings)
        {
            isWell &= finding.IsGood;
            await (finding.IsGood ? Console.Out : Console.Error).WriteLineAsync($"{(finding.IsGood ? "ok  " : "FAIL")}  {finding.Line}");
        }

        return isWell ? 0 : 1;
    }
}
