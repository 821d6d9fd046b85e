using System.Net;
using ClinicaMV.Tests.Infrastructure;

namespace ClinicaMV.Tests.Accounts;

public abstract class SessionTests(TestClinic clinic)
{
    [Fact]
    public async Task A_session_goes_on_while_it_is_used()
    {
        clinic.NewDay();
        var ana = await clinic.SignedInAsync(clinic.Ana);

        for (var i = 0; i < 30; i++)
        {
            clinic.Clock.Advance(TimeSpan.FromMinutes(30));
            (await ana.OpenAsync("/Appointments")).Is(HttpStatusCode.OK).IsAt("/Appointments");
        }
    }
}

public sealed class SessionTests_on_Sqlite(SqliteClinic clinic) : SessionTests(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class SessionTests_on_PostgreSql(PostgresClinic clinic) : SessionTests(clinic), IClassFixture<PostgresClinic>;
