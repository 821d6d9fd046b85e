using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ClinicaMV.Tests.Auditing;

/// <summary>A record that was begun before there was a chain: the upgrade links it, and it goes on.</summary>
public abstract class UpgradeStories(TestClinic clinic)
{
    [Fact]
    public async Task What_was_recorded_before_is_linked_by_the_next_start()
    {
        await clinic.InAsync<ClinicDb>(async db =>
        {
            var migrator = db.GetService<IMigrator>();
            await migrator.MigrateAsync(db.Database.GetMigrations().TakeWhile(m => !m.EndsWith("_RecordChain")).Last());
            await db.Database.ExecuteSqlRawAsync("""DELETE FROM "AuditEvents" """);
            for (var i = 0; i < 30; i++)
            {
                var (kind, kept) = i % 3 == 0 ? (AuditKind.SignIn, AuditClass.Technical) : (AuditKind.VisitEntry, AuditClass.Access);
                await db.Database.ExecuteSqlAsync($"""
                    INSERT INTO "AuditEvents" ("At", "Kind", "Class", "Outcome", "ActorRole", "IpAddress")
                    VALUES ({clinic.Now.AddMinutes(i)}, {kind.ToString()}, {kept.ToString()}, 'Allowed', 'Patient', {(i % 2 == 0 ? "203.0.113.7" : null)})
                    """);
            }

            await db.Database.ExecuteSqlRawAsync("""DELETE FROM "AuditEvents" WHERE "Id" IN (SELECT "Id" FROM "AuditEvents" ORDER BY "Id" LIMIT 4)""");
        });

        await clinic.Services.ReadyDatabaseAsync(default);
        await clinic.AddLineAsync(AuditKind.VisitEntry);

        Assert.Equal(new(27, null), await clinic.VerifyAsync());
        await clinic.Services.ReadyDatabaseAsync(default);
        Assert.Equal(new(27, null), await clinic.VerifyAsync());
        Assert.Equal(13, await clinic.InAsync<ClinicDb, int>(db => db.AuditEvents.CountAsync(e => e.Origin != null && e.OriginSalt != null)));
    }
}

public sealed class UpgradeStories_on_Sqlite(SqliteClinic clinic) : UpgradeStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class UpgradeStories_on_PostgreSql(PostgresClinic clinic) : UpgradeStories(clinic), IClassFixture<PostgresClinic>;
