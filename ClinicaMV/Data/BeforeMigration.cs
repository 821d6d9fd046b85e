using ClinicaMV.Operating;

namespace ClinicaMV.Data;

/// <summary>
/// A SQLite database as it was before its migrations, kept beside it until they are done. SQLite cannot rebuild a table and note that it has in one
/// transaction: what a killed start has left half done is put back, and begun again.
/// </summary>
internal sealed class BeforeMigration(DataDirectory data)
{
    /// <summary>What is put back at the next start, and what was not finished.</summary>
    public const string End = ".before";
    public const string Unfinished = End + ".part";

    /// <summary>Whether migrations have begun and are not done.</summary>
    public bool IsKept => File.Exists(Kept);

    private string Kept => data.Database + End;

    /// <summary>To be called before anything opens the database. Killed in the middle of it, the next one does the same again.</summary>
    public void PutBack()
    {
        if (!IsKept)
            return;

        foreach (var part in SqliteFile.Companions)
            File.Delete(data.Database + part);
        if (new FileInfo(Kept).Length > 0)
            File.Move(Kept, data.Database, overwrite: true);
        else
            File.Delete(data.Database);
        Forget();
    }

    /// <summary>An empty file when there was none.</summary>
    public void Keep()
    {
        var unfinished = data.Database + Unfinished;
        File.Delete(unfinished);
        if (File.Exists(data.Database))
            new SqliteFile(unfinished).CopyFrom(data.SqliteConnection);
        else
            File.Create(unfinished).Dispose();
        File.Move(unfinished, Kept, overwrite: true);
    }

    public void Forget() => File.Delete(Kept);
}
