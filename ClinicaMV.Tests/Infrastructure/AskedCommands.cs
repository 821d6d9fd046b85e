using System.Data.Common;
using ClinicaMV.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ClinicaMV.Tests.Infrastructure;

/// <summary>Writes down what the database is asked, and has the database explain how it would answer.</summary>
public sealed class AskedCommands : DbCommandInterceptor
{
    private readonly List<Asked> asked = [];

    public IReadOnlyList<string> Texts => [.. asked.Select(a => a.Text)];

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancel = default)
    {
        asked.Add(new(command.CommandText, [.. command.Parameters.Cast<DbParameter>().Select(p => (p.ParameterName, p.Value))]));
        return new(result);
    }

    /// <summary>The steps by which the database answers the last command that contains that text; all who do are the same one.</summary>
    public async Task<IReadOnlyList<string>> PlanOfAsync(ClinicDb db, string text)
    {
        var command = await CommandAsync(db, Last(asked.FindAll(a => a.Text.Contains(text))));
        await using var reader = await command.ExecuteReaderAsync();
        var steps = new List<string>();
        while (await reader.ReadAsync())
            steps.Add(reader.GetString(reader.FieldCount - 1));
        return steps;
    }

    private static Asked Last(List<Asked> found)
    {
        Assert.Single(found.Select(a => a.Text).Distinct());
        return found[^1];
    }

    private static async Task<DbCommand> CommandAsync(ClinicDb db, Asked asked)
    {
        await db.Database.OpenConnectionAsync();
        var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = (db.Database.IsSqlite() ? "EXPLAIN QUERY PLAN " : "") + asked.Text;
        foreach (var (name, value) in asked.Values)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        return db.Database.IsSqlite() ? command : await PlannedOnceAsync(command);
    }

    // PostgreSQL plans what a connection asks again and again for whatever values, and not for these.
    private static async Task<DbCommand> PlannedOnceAsync(DbCommand command)
    {
        await command.PrepareAsync();
        var explain = command.Connection!.CreateCommand();
        explain.CommandText = @"SELECT name || CASE WHEN parameter_types = '{}' THEN '' ELSE '(' || array_to_string(array_fill('NULL'::text, ARRAY[cardinality(parameter_types)]), ',') || ')' END FROM pg_prepared_statements WHERE name LIKE '\_p%' ORDER BY prepare_time DESC LIMIT 1";
        explain.CommandText = $"SET plan_cache_mode = force_generic_plan; EXPLAIN EXECUTE {await explain.ExecuteScalarAsync()}; RESET plan_cache_mode";
        return explain;
    }

    private sealed record Asked(string Text, IReadOnlyList<(string Name, object? Value)> Values);
}
