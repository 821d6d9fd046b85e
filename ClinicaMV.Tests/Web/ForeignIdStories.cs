using System.Net;
using ClinicaMV.Tests.Infrastructure;

namespace ClinicaMV.Tests.Web;

/// <inheritdoc cref="ForeignIds"/>
public abstract class ForeignIdStories(TestClinic clinic)
{
    private const int Ids = 6;

    [Fact]
    public async Task What_is_none_of_theirs_does_not_exist_for_anybody()
    {
        clinic.NewDay();
        var foreign = new ForeignIds(clinic);

        var routes = await foreign.TryAsync(Ids);

        Assert.Equal([], foreign.Leaks);
        Assert.InRange(routes, 15, int.MaxValue);
        Scoreboard.Record("S17", GetType().Name, "every route with an id × 5 people × foreign ids, GET and POST", $"{routes} routes, {Ids} ids, {foreign.Asked} asked, {foreign.Leaks.Count} leaks");
    }

    [Fact]
    public async Task The_same_addresses_exist_for_those_whose_they_are()
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddMinutes(5));
        var (ana, bruno) = (await clinic.SignedInAsync(clinic.Ana), await clinic.SignedInAsync(clinic.Bruno));

        foreach (var path in new[] { $"/Appointments/{appointment.PublicId}", $"/Visits/{appointment.PublicId}/Join" })
        {
            (await ana.OpenAsync(path)).Is(HttpStatusCode.OK);
            (await bruno.OpenAsync(path)).Is(HttpStatusCode.OK);
        }

        (await bruno.OpenAsync($"/Patients/{clinic.Ana.Id}")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public void Every_route_with_a_parameter_is_one_that_these_tests_know()
    {
        var known = new[] { KnownRoutes.Id, "{**path}", "{**path:file}", "{file}", "{secret}", "{name}", "{sha256}", "{room}", "{room:maxlength(200):regex(^[a-z0-9-]+$)}" };

        var unknown = clinic.Routes().Where(r => !r.IsAsset()).Select(r => known.Aggregate(r.Path(), (path, parameter) => path.Replace(parameter, ""))).Where(path => path.Contains('{'));

        Assert.Equal([], unknown);
    }
}

public sealed class ForeignIdStories_on_Sqlite(SqliteClinic clinic) : ForeignIdStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class ForeignIdStories_on_PostgreSql(PostgresClinic clinic) : ForeignIdStories(clinic), IClassFixture<PostgresClinic>;
