namespace ClinicaMV.People;

/// <summary>A patient of the file, with the line on which they stand.</summary>
public sealed record ImportLine(int Number, string FullName, string Email, string Phone, string Language);

/// <summary>A line that is not imported. What stands on it is for the eyes of whoever sent it: it goes nowhere else.</summary>
/// <param name="Other">The line that already has the address, if that is the reason.</param>
public sealed record BadLine(int Number, ImportFault Fault, int? Other = null);

/// <summary>What a file holds, or why it was not read.</summary>
/// <param name="FaultLine">Where the fault of the file lies, when that is known.</param>
public sealed record ImportReport(IReadOnlyList<ImportLine> Good, IReadOnlyList<BadLine> Bad, FileFault? Fault = null, int? FaultLine = null)
{
    public static ImportReport Refused(FileFault fault, int? line = null) => new([], [], fault, line);
}
