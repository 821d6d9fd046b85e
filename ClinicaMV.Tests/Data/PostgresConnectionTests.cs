using ClinicaMV.Data;
using ClinicaMV.Operating;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ClinicaMV.Tests.Data;

/// <summary>How the portal connects to PostgreSQL: what is asked twice is planned once, and lives through whatever becomes of the server.</summary>
public sealed class PostgresConnectionTests
{
    [Theory]
    [InlineData("", 100, 2, true)]
    [InlineData(";Max Auto Prepare=0", 0, 2, true)]
    [InlineData(";maxautoprepare=20;AutoPrepareMinUsages=5;NoResetOnClose=false", 20, 5, false)]
    public void What_the_administrator_says_of_it_holds(string said, int prepared, int usages, bool keeps)
    {
        var connection = Connection("Host=db;Database=clinicamv" + said);

        Assert.Equal((prepared, usages, keeps, "db"), (connection.MaxAutoPrepare, connection.AutoPrepareMinUsages, connection.NoResetOnClose, connection.Host));
    }

    [Fact]
    public void A_server_that_says_nothing_is_given_up_before_whoever_waits_for_the_page_gives_up_unless_the_administrator_says_otherwise()
    {
        Assert.Equal((5, 15), (Connection("Host=db").Timeout, Connection("Host=db").CommandTimeout));
        Assert.Equal((30, 60), (Connection("Host=db;Timeout=30;Command Timeout=60").Timeout, Connection("Host=db;Timeout=30;Command Timeout=60").CommandTimeout));
    }

    [Fact, Trait("Needs", "PostgreSql")]
    public async Task What_is_planned_once_is_refused_once_when_a_table_changes_and_is_planned_anew_after_the_server_was_away()
    {
        await using var database = await TestPostgres.CreateAsync("connection");
        await using var portal = NpgsqlDataSource.Create(Connection(database.ConnectionString).ToString());
        await AskAsync("CREATE TABLE kept AS SELECT 1 AS one");

        await AskTwiceAsync();
        Assert.Equal(1L, await PlannedAsync());

        // Another column, as an upgrade brings, while somebody still asks for all of them.
        await AskAsync("ALTER TABLE kept ADD COLUMN two int");
        Assert.Equal(PostgresErrorCodes.FeatureNotSupported, (await Assert.ThrowsAsync<PostgresException>(AskTwiceAsync)).SqlState);
        await AskTwiceAsync();
        Assert.Equal(1L, await PlannedAsync());

        await using (await TestPostgres.TakeAwayAsync(database.Name))
            await Assert.ThrowsAnyAsync<NpgsqlException>(AskTwiceAsync);
        Assert.Equal(0L, await PlannedAsync());
        await AskTwiceAsync();
        Assert.Equal(1L, await PlannedAsync());

        async Task AskTwiceAsync()
        {
            await AskAsync("SELECT * FROM kept");
            await AskAsync("SELECT * FROM kept");
        }

        async Task<object?> AskAsync(string sql)
        {
            await using var command = portal.CreateCommand(sql);
            return await command.ExecuteScalarAsync();
        }

        Task<object?> PlannedAsync() => AskAsync("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT * FROM kept'");
    }

    private static NpgsqlConnectionStringBuilder Connection(string configured)
    {
        var services = new ServiceCollection().AddSingleton(PortalRole.All).AddSingleton(Options.Create(new DatabaseOptions { Provider = DatabaseProvider.PostgreSql, ConnectionString = configured }));
        return new(services.BuildServiceProvider().PostgresConnection());
    }
}
