using Microsoft.Data.Sqlite;

namespace ClinicaMV.Data.Sqlite;

/// <summary>The statements of one text, prepared on one connection.</summary>
internal sealed class PreparedCommand : SqliteCommand
{
    /// <summary>Somebody has not closed the reader.</summary>
    public bool IsBeingRead => DataReader is not null;
}
