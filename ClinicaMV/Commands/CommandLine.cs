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
        };
        // Whatever else stands on the line is configuration: --urls, --Clinic:Name …
        root.TreatUnmatchedTokensAsErrors = false;
        root.SetAction((_, cancel) => Serve.RunAsync(args, cancel));
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

    // What an administrator can put right gets one line; a fault of ours keeps its stack trace.
    private static string? LineOf(Exception failure) => failure switch
    {
        StartFailure => failure.Message,
        OptionsValidationException invalid => string.Join(" ", invalid.Failures),
        AggregateException { InnerExceptions: var several } when several.All(e => e is OptionsValidationException) => string.Join(" ", several.Select(LineOf)),
        InvalidOperationException { InnerException: FormatException or ArgumentException } when failure.Message.Contains("configuration value") => failure.Message,
        IOException when failure.Message.Contains("bind") => failure.Message,
        _ => null,
    };
}
