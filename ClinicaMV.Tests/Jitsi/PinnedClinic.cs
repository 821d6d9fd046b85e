using System.Text;
using ClinicaMV.Data;
using ClinicaMV.Jitsi;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Tests.Jitsi;

/// <summary>A clinic on JaaS that has taken a copy of the script before it opened.</summary>
internal static class PinnedClinic
{
    public static readonly byte[] Script = Encoding.UTF8.GetBytes("/* año */ window.JitsiMeetExternalAPI = class {};");

    public static void Prepare(TestClinic clinic)
    {
        VideoServer.PrepareJaas(clinic);
        clinic.Configure("Jitsi:Script", "Pinned");
    }

    public static async Task PinAsync(ClinicDb db)
    {
        db.PinnedScripts.Add(PinnedScript.Of($"https://8x8.vc/{Tokens.JaasId}/external_api.js", Script, "8719", TestClinic.Start));
        await db.SaveChangesAsync();
    }
}

public sealed class PinnedSqliteClinic : SqliteClinic
{
    public PinnedSqliteClinic() => PinnedClinic.Prepare(this);

    protected override async Task<IReadOnlyDictionary<string, string>> DatabaseSettingsAsync()
    {
        var settings = await base.DatabaseSettingsAsync();
        var connection = new SqliteConnectionStringBuilder { DataSource = Path.Combine(Folder, "clinica.db"), Pooling = false }.ToString();
        await using var db = new SqliteClinicDb(new DbContextOptionsBuilder<SqliteClinicDb>().UseSqlite(connection).UseApplicationServiceProvider(TestModel.Services).Options);
        await PinnedClinic.PinAsync(db);
        return settings;
    }
}

public sealed class PinnedPostgresClinic : PostgresClinic
{
    public PinnedPostgresClinic() => PinnedClinic.Prepare(this);

    protected override async Task<IReadOnlyDictionary<string, string>> DatabaseSettingsAsync()
    {
        var settings = await base.DatabaseSettingsAsync();
        await using var db = new PostgresClinicDb(new DbContextOptionsBuilder<PostgresClinicDb>().UseNpgsql(settings["Database:ConnectionString"]).UseApplicationServiceProvider(TestModel.Services).Options);
        await PinnedClinic.PinAsync(db);
        return settings;
    }
}
