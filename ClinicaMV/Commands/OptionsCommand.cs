using System.CommandLine;
using ClinicaMV.Clinic;

namespace ClinicaMV.Commands;

/// <summary><c>options</c>: every option there is, as the README has them.</summary>
internal static class OptionsCommand
{
    public static Command Command()
    {
        var options = new Command("options", "Prints every option there is, as a table.");
        options.SetAction(_ => Console.Out.Write(OptionsCatalogue.ToMarkdown()));
        return options;
    }
}
