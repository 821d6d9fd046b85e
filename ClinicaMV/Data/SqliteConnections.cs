using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ClinicaMV.Data;

/// <summary>
/// A context that is kept keeps its connection open, and with it the statements that it has prepared: to open one and to prepare anew
/// what is asked all day cost more than to answer it.
/// </summary>
internal sealed class SqliteConnections : DbConnectionInterceptor
{
    public override InterceptionResult<DbConnection> ConnectionCreating(ConnectionCreatingEventData eventData, InterceptionResult<DbConnection> result)
        => InterceptionResult<DbConnection>.SuppressWithResult(new KeptConnection(eventData.ConnectionString!));
}
