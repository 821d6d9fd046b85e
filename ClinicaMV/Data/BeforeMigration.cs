using ClinicaMV.Operating;
using Microsoft.Data.Sqlite;

namespace ClinicaMV.Data;

/// <summary>
/// A SQLite database as it was before its migrations, kept beside it until they are done. SQLite cannot rebuild a table and note that it has in one
/// transaction: what a killed start has left half done is put back, and begun again.
/// </summary>
internal sealed class BeforeMigration(string connection)
{
    /// <summary>What is put back at the next start, and what was not finished.</summary>
    public const string End = ".before";
    public const string Unfinished = End + ".part";

    private readonly string database = new SqliteConnectionStringBuilder(connection).DataSource;

    private string Kept => database + End;

    /// <summary>To be called before anything opens the database. Killed in the middle of it, the next one does the same again.</summary>
    public void PutBack()
    {
        if (!File.Exists(Kept))
            return;

        foreach (var part in SqliteFile.Companions)
            File.Delete(database + part);
        if (new FileInfo(Kept).Length > 0)
            File.Move(Kept, database, overwrite: true);
        else
            File.Delete(database);
        Forget();
    }

    /// <summary>An empty file when there was none.</summary>
    public void Keep()
    {
        var unfinished = database + Unfinished;
        File.Delete(unfinished);
        if (File.Exists(database))
            new SqliteFile(unfinished).CopyFrom(connection);
        else
            File.Create(unfinished).Dispose();
        File.Move(unfinished, Kept, overwrite: true);
    }

    public void Forget() => File.Delete(Kept);
}
