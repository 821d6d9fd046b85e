using System.Text.RegularExpressions;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Tests.Commands;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Auditing;

/// <summary>The queries of docs/rgpd/brechas.md, which somebody will paste on the worst day of the year, run and find what they say.</summary>
public abstract partial class BreachQueryStories(TestClinic clinic)
{
    [Fact]
    public async Task The_queries_of_the_breach_runbook_find_what_they_say()
    {
        var since = clinic.NewDay();
        var appointment = await clinic.BookAsync(since.AddMinutes(5));
        var bruno = await clinic.SignedInAsync(clinic.Bruno);
        await bruno.OpenAsync($"/Appointments/{appointment.PublicId}");
        await bruno.OpenAsync($"/Patients/{clinic.Ana.Id}");
        await clinic.Visitor().SignInAsync(clinic.Ana.Email!, "not the password");
        var delia = await clinic.SignedInAsync(clinic.Delia);
        await delia.SendAsync(HttpMethod.Get, "/Admin/Audit?format=Csv");
        var queries = Sql().Matches(await File.ReadAllTextAsync(Path.Combine(Repository.Folder, "docs", "rgpd", "brechas.md"))).Select(m => m.Groups[1].Value).ToList();

        Assert.Equal(5, queries.Count);
        Assert.Contains(await RowsAsync(queries[0], clinic.Bruno.Id, since), row => row.Contains(nameof(AuditKind.PatientOpened)));
        Assert.Equal([clinic.Ana.Id], (await RowsAsync(queries[1], clinic.Bruno.Id, since)).Select(row => row[0]));
        Assert.Contains(await RowsAsync(queries[2], clinic.Ana.Id, since), row => row.Contains(nameof(AuditKind.AppointmentOpened)) && row.Contains(clinic.Bruno.Id));
        Assert.Equal("1", Assert.Single(await RowsAsync(queries[3], "", since))[1]);
        Assert.Equal("Csv", Assert.Single(await RowsAsync(queries[4], "", since))[3]);
    }

    private Task<List<string[]>> RowsAsync(string query, string person, DateTime since) => clinic.InAsync<ClinicDb, List<string[]>>(async db =>
    {
        await db.Database.OpenConnectionAsync();
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = query;
        foreach (var (name, value) in new[] { ("@person", (object)person), ("@since", since) })
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string[]>();
        while (await reader.ReadAsync())
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i).ToString()!)]);
        return rows;
    });

    [GeneratedRegex("```sql\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Sql();
}

public sealed class BreachQueryStories_on_Sqlite(SqliteClinic clinic) : BreachQueryStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class BreachQueryStories_on_PostgreSql(PostgresClinic clinic) : BreachQueryStories(clinic), IClassFixture<PostgresClinic>;
