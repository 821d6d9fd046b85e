using System.CommandLine;
using ClinicaMV.Clinic;
using ClinicaMV.Data;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Commands;

/// <summary>The verbs of the command line. Exit code 0, or one readable line on standard error and another code.</summary>
public static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        DataDirectory.KeepOthersOut();
        var root = new RootCommand("ClinicaMV: the door to a clinic's video visits.")
        {
            Serve.Command(),
            AdminCreate.Command(),
            DemoFillCommand.Command(),
            JitsiPin.Command(),
            Doctor.Command(),
            AuditCommand.Command(),
            KeysRotate.Command(),
            BackupCommand.Command(),
            RestoreCommand.Command(),
            DatabaseCommand.Command(),
            OptionsCommand.Command(),
        };
        // Whatever else stands on the line is configuration, or refused.
        root.TreatUnmatchedTokensAsErrors = false;
        root.SetAction((parsed, cancel) => Serve.RunAsync(parsed.Settings(), cancel));
        try
        {
            var parsed = root.Parse(args);
            if (parsed.Errors.Count > 0)
                throw new StartFailure(FaultOf(parsed));
            // Before any verb acts, also one that asks for none.
            parsed.Settings();
            return await parsed.InvokeAsync(new() { EnableDefaultExceptionHandler = false });
        }
        catch (Exception failure) when (LineOf(failure) is { } line)
        {
            await Console.Error.WriteLineAsync($"ClinicaMV cannot start. {line}");
            return 1;
        }
    }

    /// <summary>
    /// What stands on the line beside a verb and its own options, as <c>--key=value</c>; written as .NET has it: <c>--key value</c>, <c>/key value</c>, <c>key=value</c>.
    /// </summary>
    /// <exception cref="StartFailure">Something there is no setting of the portal or of its host: the verb would not know of a misspelt <c>--dry-run</c>, and act.</exception>
    public static string[] Settings(this ParseResult parsed)
    {
        var (settings, words) = (new List<string>(), new Queue<string>(parsed.UnmatchedTokens));
        while (words.TryDequeue(out var word))
        {
            var (name, value) = word.Split('=', 2) is [var left, var right] ? (left, right) : (word, null);
            var key = name.StartsWith("--", StringComparison.Ordinal) ? name[2..] : name.StartsWith('/') ? name[1..] : name;
            if (value is null && key == name && !name.StartsWith('-'))
                throw new StartFailure(parsed.CommandResult.Command is RootCommand ? $"There is no verb “{word}”; --help shows those there are." : $"“{word}” is a word too many.");
            if (!IsSetting(key, value))
                throw new StartFailure($"There is no option “{name}”; --help shows those of the verb, “options” those of the portal.");
            if (value is null && (!words.TryDequeue(out value) || value.StartsWith("--", StringComparison.Ordinal)))
                throw new StartFailure($"“{name}” has no value.");
            settings.Add($"--{key}={value}");
        }

        return [.. settings];
    }

    // The framework would print the whole help below it.
    private static string FaultOf(ParseResult parsed)
    {
        var verb = parsed.CommandResult.Command;
        if (verb.Action is null)
            return $"“{string.Join(' ', parsed.UnmatchedTokens.Take(1).Prepend(verb.Name))}” is no verb; {verb.Name} has {string.Join(", ", verb.Subcommands.Select(s => s.Name))}.";
        return $"{verb.Name}: {string.Join(" ", parsed.Errors.Select(e => e.Message.ReplaceLineEndings(" ")))} --help shows how it is meant.";
    }

    // Who starts the portal from a host of their own, as tests do, hands on its sections as well: without a value.
    private static bool IsSetting(string key, string? value)
        => OptionsCatalogue.Has(key) || OptionsCatalogue.IsOfTheHost(key) || value is "" && OptionsCatalogue.IsSection(key);

    // What an administrator can put right gets one line; a fault of ours keeps its stack trace.
    private static string? LineOf(Exception failure) => failure switch
    {
        StartFailure => failure.Message,
        OptionsValidationException invalid => string.Join(" ", invalid.Failures),
        AggregateException { InnerExceptions: var several } when several.All(e => e is OptionsValidationException) => string.Join(" ", several.Select(LineOf)),
        InvalidOperationException { InnerException: FormatException or ArgumentException } when failure.Message.Contains("configuration value") => failure.Message,
        InvalidDataException => $"{failure.Message} {failure.GetBaseException().Message}".ReplaceLineEndings(" "),
        // Full, read-only, or gone while the verb was at work.
        _ when failure.RefusesWrites() => $"The database: {failure.GetBaseException().Message.ReplaceLineEndings(" ")}",
        _ => null,
    };
}
