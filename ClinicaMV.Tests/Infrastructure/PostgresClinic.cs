using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Infrastructure;

public class PostgresClinic : TestClinic
{
    private TestDatabase? database;

    protected override async Task<IReadOnlyDictionary<string, string>> DatabaseSettingsAsync()
    {
        database = await TestPostgres.CopyAsync("clinic", MigrateAsync);
        return new Dictionary<string, string>
        {
            ["Database:Provider"] = "PostgreSql",
            ["Database:ConnectionString"] = database.ConnectionString,
        };
    }

    protected override async Task DropAsync()
    {
        if (database is not null)
            await database.DisposeAsync();
    }

    private static async Task MigrateAsync(string connection)
    {
        await using var db = new PostgresClinicDb(new DbContextOptionsBuilder<PostgresClinicDb>().UseNpgsql(connection)
            .UseApplicationServiceProvider(TestModel.Services).Options);
        await db.Database.MigrateAsync();
    }
}
