using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ClinicaMV.Tests.Infrastructure;

/// <summary>Counts whatever the database is asked.</summary>
public sealed class CommandCount : DbCommandInterceptor
{
    private int asked;

    public int Asked => Volatile.Read(ref asked);

    public override DbCommand CommandCreated(CommandEndEventData eventData, DbCommand result)
    {
        Interlocked.Increment(ref asked);
        return result;
    }
}
