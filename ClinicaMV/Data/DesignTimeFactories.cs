using ClinicaMV.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace ClinicaMV.Data;

// dotnet-ef asks these for a context. They hand over the Identity options, or the passkey table would silently be missing.
internal sealed class SqliteClinicDbFactory : IDesignTimeDbContextFactory<SqliteClinicDb>
{
    public SqliteClinicDb CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<SqliteClinicDb>()
            .UseSqlite("Data Source=:memory:")
            .UseApplicationServiceProvider(AccountsSetup.DesignTimeServices());
        return new(options.Options);
    }
}

internal sealed class PostgresClinicDbFactory : IDesignTimeDbContextFactory<PostgresClinicDb>
{
    public PostgresClinicDb CreateDbContext(string[] args)
        => new(new DbContextOptionsBuilder<PostgresClinicDb>()
            .UseNpgsql()
            .UseApplicationServiceProvider(AccountsSetup.DesignTimeServices())
            .Options);
}
