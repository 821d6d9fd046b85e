using System.CommandLine;
using ClinicaMV.Data;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Commands;

/// <summary>The verbs of the command line. Exit code 0, or one readable line on standard error and another code.</summary>
public static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("ClinicaMV: the door to a clinic's video visits.")
        {
            Serve.Command(args),
            AdminCreate.Command(args),
            DemoFillCommand.Command(args),
            JitsiPin.Command(args),
            Doctor.Command(args),
            AuditCommand.Command(args),
            KeysRotate.Command(args),
            BackupCommand.Command(args),
            RestoreCommand.Command(args),
            DatabaseCommand.Command(args),
            OptionsCommand.Command(),
        };
        // Whatever else stands on the line is configuration: --urls, --Clinic:Name …
        root.TreatUnmatchedTokensAsErrors = false;
        root.SetAction((parsed, cancel) => parsed.UnmatchedTokens is [var word, ..] && !IsSetting(word)
            ? throw new StartFailure($"There is no verb “{word}”; --help shows those there are.")
            : Serve.RunAsync(args, cancel));
        try
        {
            return await root.Parse(args).InvokeAsync(new() { EnableDefaultExceptionHandler = false });
        }
        catch (Exception failure) when (LineOf(failure) is { } line)
        {
            await Console.Error.WriteLineAsync($"ClinicaMV cannot start. {line}");
            return 1;
        }
    }

    // As .NET's command line configuration reads them: --key value, /key value, key=value.
    private static bool IsSetting(string word) => word.StartsWith('-') || word.StartsWith('/') || word.Contains('=');

    // What an administrator can put right gets one line; a fault of ours keeps its stack trace.
    private static string? LineOf(Exception failure) => failure switch
    {
        StartFailure => failure.Message,
        OptionsValidationException invalid => string.Join(" ", invalid.Failures),
        AggregateException { InnerExceptions: var several } when several.All(e => e is OptionsValidationException) => string.Join(" ", several.Select(LineOf)),
        InvalidOperationException { InnerException: FormatException or ArgumentException } when failure.Message.Contains("configuration value") => failure.Message,
        InvalidDataException => $"{failure.Message} {failure.GetBaseException().Message}".ReplaceLineEndings(" "),
        _ => null,
    };
}
