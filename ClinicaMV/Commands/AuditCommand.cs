using System.CommandLine;
using ClinicaMV.Auditing;
using ClinicaMV.Data;

namespace ClinicaMV.Commands;

/// <summary><c>audit verify|export|prune</c>: the record, for whoever has to answer for it.</summary>
internal static class AuditCommand
{
    public static Command Command(string[] args) => new("audit", "The record of access.") { Verify(args) };

    private static Command Verify(string[] args)
    {
        var anchor = new Option<string>("--anchor") { Description = "A file of anchors that was kept elsewhere; without it, the one in the data directory." };
        var verify = new Command("verify", "Says whether the record is the one that was written, or what the first fault is.") { anchor };
        verify.SetAction((parsed, cancel) => VerifyAsync(args, parsed.GetValue(anchor), cancel));
        return verify;
    }

    private static async Task<int> VerifyAsync(string[] args, string? anchorFile, CancellationToken cancel)
    {
        if (anchorFile is not null && !File.Exists(anchorFile))
            throw new StartFailure($"audit verify: --anchor: there is no file {anchorFile}.");

        await using var app = ClinicaMVSetup.Build(args);
        await app.Services.ReadyDatabaseAsync(cancel);
        await using var scope = app.Services.CreateAsyncScope();
        var own = scope.ServiceProvider.GetRequiredService<AnchorFile>().Path;
        var all = await scope.ServiceProvider.GetRequiredService<AuditVerification>().CountAsync(cancel);
        var verdict = await scope.ServiceProvider.GetRequiredService<AuditProof>().VerifyAsync(anchorFile ?? own, cancel, new ProgressLine(all));
        if (verdict.Fault is { } fault)
        {
            await Console.Error.WriteLineAsync($"The record is not the one that was written. {fault}");
            return 1;
        }

        Console.WriteLine($"{verdict.Lines} lines verified{(anchorFile is null && !File.Exists(own) ? "; there is no anchor yet that would show a cut-off end" : "")}.");
        return 0;
    }
}
