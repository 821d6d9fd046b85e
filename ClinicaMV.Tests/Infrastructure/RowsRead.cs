using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ClinicaMV.Tests.Infrastructure;

/// <summary>Counts what each query brings home from the database.</summary>
public sealed class RowsRead : DbCommandInterceptor
{
    private readonly ConcurrentQueue<(int Rows, string Command)> queries = [];

    public IReadOnlyCollection<(int Rows, string Command)> Queries => queries;

    public void Forget() => queries.Clear();

    public override InterceptionResult DataReaderDisposing(DbCommand command, DataReaderDisposingEventData eventData, InterceptionResult result)
    {
        queries.Enqueue((eventData.ReadCount, command.CommandText));
        return result;
    }
}
