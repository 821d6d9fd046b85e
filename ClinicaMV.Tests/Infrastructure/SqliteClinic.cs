using ClinicaMV.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Infrastructure;

public class SqliteClinic : TestClinic
{
    private static readonly Lazy<Task<string>> Template = new(MigrateAsync);

    protected override async Task<IReadOnlyDictionary<string, string>> DatabaseSettingsAsync()
    {
        File.Copy(await Template.Value, Path.Combine(Folder, "clinica.db"));
        return new Dictionary<string, string> { ["Database:Provider"] = "Sqlite" };
    }

    private static async Task<string> MigrateAsync()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("clinicamv-template-").FullName, "clinica.db");
        var connection = new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString();
        await using var db = new SqliteClinicDb(new DbContextOptionsBuilder<SqliteClinicDb>().UseSqlite(connection)
            .UseApplicationServiceProvider(TestModel.Services).Options);
        await db.Database.MigrateAsync();
        return file;
    }
}
