using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Data;

/// <summary>
/// Where Data Protection keeps its keys: beside the SQLite file, so that a stolen copy of the file alone opens nothing; in
/// PostgreSQL, where several instances have to share them.
/// </summary>
internal sealed class KeyRing(IServiceProvider services, ILoggerFactory logs) : IConfigureOptions<KeyManagementOptions>
{
    public void Configure(KeyManagementOptions options)
        => options.XmlRepository = services.IsSqlite()
            ? new FileSystemXmlRepository(new DirectoryInfo(services.GetRequiredService<DataDirectory>().Folder("keys")), logs)
            : new EntityFrameworkCoreXmlRepository<PostgresClinicDb>(services, logs);

    /// <summary>Protection by keys that are not those of this portal: a backup's, or a copy's.</summary>
    public static ServiceProvider ProtectionBy(IXmlRepository keys) => new ServiceCollection().AddDataProtection().SetApplicationName(DatabaseSetup.ApplicationName)
        .AddKeyManagementOptions(options => options.XmlRepository = keys).Services.BuildServiceProvider();
}
