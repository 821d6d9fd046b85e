using ClinicaMV.Data;
using ClinicaMV.Data.CompiledModel;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace ClinicaMV.Tests.Data;

public sealed class MigrationTests
{
    [Fact]
    public void The_SQLite_migrations_hold_the_whole_model()
    {
        using var db = Sqlite(new SqliteConnection());

        Assert.False(db.Database.HasPendingModelChanges(), "Run scripts/add-migration.sh.");
    }

    [Fact]
    public void The_PostgreSql_migrations_hold_the_whole_model()
    {
        using var db = Postgres("Host=nobody.invalid");

        Assert.False(db.Database.HasPendingModelChanges(), "Run scripts/add-migration.sh.");
    }

    [Fact]
    public void The_compiled_model_is_what_the_mappings_say()
    {
        using var db = Sqlite(new SqliteConnection());
        var mapped = db.GetService<IModelRuntimeInitializer>().Initialize(db.GetService<IDesignTimeModel>().Model, designTime: false);

        Assert.IsType<SqliteClinicDbModel>(db.Model);
        // If not: scripts/compile-model.sh.
        Assert.Equal(Described(mapped), Described(db.Model));

        // Type by type, because queries that were run before have left rows of their own in the model. The table of what is part of a row is written down
        // once more with the part; the tables have it anyway.
        static IEnumerable<string> Described(IModel model)
            => model.GetEntityTypes().Select(type => type.ToDebugString(MetadataDebugStringOptions.LongDefault))
                .Concat(model.GetRelationalModel().Tables.Select(table => table.ToDebugString(MetadataDebugStringOptions.LongDefault)))
                .SelectMany(said => said.Split('\n')).Where(line => line.Trim() != "Annotations:" && !line.TrimStart().StartsWith("Relational:", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_decided_of_an_appointment_looks_at_every_concurrency_token_of_its_row()
    {
        using var db = Sqlite(new SqliteConnection());

        var tokens = db.Model.GetEntityTypes().Where(type => type.GetTableName() == "Appointments").SelectMany(type => type.GetProperties()).Where(p => p.IsConcurrencyToken);

        // As DecidedOf compares them.
        Assert.Equal(["Appointment.Version", "Visit.RoomRef"], tokens.Select(p => $"{p.DeclaringType.ClrType.Name}.{p.Name}").Order());
    }

    [Fact]
    public async Task SQLite_has_the_passkey_table_and_a_write_ahead_log()
    {
        var folder = Directory.CreateTempSubdirectory("clinicamv-migration-");
        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(folder.FullName, "clinica.db")};Pooling=False"))
        {
            await using var db = Sqlite(connection);
            await db.Database.MigrateAsync();

            Assert.Equal(1, await CountAsync(db, "SELECT count(*) AS \"Value\" FROM sqlite_schema WHERE type = 'table' AND name = 'AspNetUserPasskeys'"));
            Assert.Equal("wal", await db.Database.SqlQueryRaw<string>("SELECT journal_mode AS \"Value\" FROM pragma_journal_mode").SingleAsync());
        }
        folder.Delete(recursive: true);
    }

    [Fact, Trait("Needs", "PostgreSql")]
    public async Task PostgreSql_has_the_passkey_table_and_an_exclusion_constraint_for_either_person()
    {
        await using var database = await MigratedAsync();
        await using var db = Postgres(database.ConnectionString);

        Assert.Equal(1, await CountAsync(db, "SELECT count(*)::int AS \"Value\" FROM pg_tables WHERE tablename = 'AspNetUserPasskeys'"));
        Assert.Equal(["EX_Appointments_PatientId", "EX_Appointments_SpecialistId"], await db.Database.SqlQueryRaw<string>(
            "SELECT conname::text AS \"Value\" FROM pg_constraint WHERE contype = 'x' AND conrelid = '\"Appointments\"'::regclass ORDER BY conname").ToListAsync());
    }

    [Theory, Trait("Needs", "PostgreSql")]
    [InlineData("ana", "elena", "09:30", "Booked", "EX_Appointments_PatientId")]
    [InlineData("carla", "bruno", "09:30", "Booked", "EX_Appointments_SpecialistId")]
    [InlineData("carla", "bruno", "09:44:59", "Booked", "EX_Appointments_SpecialistId")]
    [InlineData("ana", "bruno", "09:45", "Booked", null)]
    [InlineData("carla", "elena", "09:30", "Booked", null)]
    [InlineData("ana", "bruno", "09:30", "Cancelled", null)]
    public async Task PostgreSql_refuses_an_overlap_that_was_written_past_the_slots(
        string patient, string specialist, string from, string status, string? refusedBy)
    {
        await using var database = await MigratedAsync();
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await ExecuteAsync(connection, People);
        await ExecuteAsync(connection, Appointment(1, "ana", "bruno", "09:00", "Booked"));

        var refused = await Record.ExceptionAsync(() => ExecuteAsync(connection, Appointment(2, patient, specialist, from, status)));

        Assert.Equal(refusedBy, (refused as PostgresException)?.ConstraintName);
        if (refusedBy is null)
            Assert.Null(refused);
        else
            Assert.Equal(PostgresErrorCodes.ExclusionViolation, ((PostgresException)refused!).SqlState);
    }

    private const string People =
        """
        INSERT INTO "AspNetUsers" ("Id", "FullName", "Language", "UserName", "EmailConfirmed", "PhoneNumberConfirmed", "TwoFactorEnabled", "LockoutEnabled", "AccessFailedCount")
        SELECT name, name, 'es', name, true, false, false, true, 0 FROM unnest(ARRAY['ana', 'carla', 'bruno', 'elena']) AS name;
        INSERT INTO "Patients" ("Id") VALUES ('ana'), ('carla');
        INSERT INTO "Specialists" ("Id", "Speciality") VALUES ('bruno', ''), ('elena', '');
        """;

    private static string Appointment(int id, string patient, string specialist, string from, string status)
        => $"""
            INSERT INTO "Appointments" ("PublicId", "PatientId", "SpecialistId", "StartsAt", "EndsAt", "Modality", "Status", "Version", "BookedAt", "Visit_RoomRef")
            VALUES ('{id}', '{patient}', '{specialist}', '2026-11-24 {from}Z', '2026-11-24 {from}Z'::timestamptz + interval '45 minutes', 'Video', '{status}', 0, now(), '\x00')
            """;

    private static async Task<TestDatabase> MigratedAsync()
    {
        var database = await TestPostgres.CreateAsync("migration");
        await using var db = Postgres(database.ConnectionString);
        await db.Database.MigrateAsync();
        return database;
    }

    private static SqliteClinicDb Sqlite(SqliteConnection connection) => new(
        new DbContextOptionsBuilder<SqliteClinicDb>().UseSqlite(connection).UseApplicationServiceProvider(TestModel.Services).Options);

    private static PostgresClinicDb Postgres(string connection) => new(
        new DbContextOptionsBuilder<PostgresClinicDb>().UseNpgsql(connection).UseApplicationServiceProvider(TestModel.Services).Options);

    private static Task<int> CountAsync(ClinicDb db, string sql) => db.Database.SqlQueryRaw<int>(sql).SingleAsync();

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
