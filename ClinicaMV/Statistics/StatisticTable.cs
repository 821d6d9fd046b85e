using ClinicaMV.Web;
using Microsoft.AspNetCore.Mvc;

namespace ClinicaMV.Statistics;

/// <summary>Figures as a table of codes and numbers: what is shown in words, drawn, and downloaded.</summary>
/// <param name="Name">As it stands in addresses and file names.</param>
/// <param name="Columns">The codes of the columns.</param>
public sealed record StatisticTable(string Name, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows)
{
    public FileResult ToFile() => CsvFile.Of($"{Name}.csv", Rows.Prepend(Columns));
}
