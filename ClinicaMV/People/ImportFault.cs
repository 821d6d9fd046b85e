namespace ClinicaMV.People;

/// <summary>Why a line of a file of patients is not imported. The texts are <c>Import.{name}</c>.</summary>
public enum ImportFault
{
    MissingName,
    MissingEmail,
    BadAddress,
    BadPhone,
    UnknownLanguage,
    TooLong,
    ControlCharacters,
    Formula,
    UnbalancedQuotes,
    TooManyColumns,
    TwiceInTheFile,
    AlreadyThere,
}

/// <summary>Why a file is not read at all. The texts are <c>Import.File.{name}</c>.</summary>
public enum FileFault
{
    Empty,
    TooBig,
    TooManyLines,
    NotUtf8,
    BadHeader,
}
