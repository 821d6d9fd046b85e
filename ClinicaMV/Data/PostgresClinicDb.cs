using System.Data;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.People;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage;

namespace ClinicaMV.Data;

/// <summary>Several instances over one server: the clinic that has outgrown one machine.</summary>
public sealed class PostgresClinicDb(DbContextOptions<PostgresClinicDb> options) : ClinicDb(options)
{
    private const string Closing = "closed days";

    public override Dialect Dialect => Dialect.Postgres;

    public override Task<IDbContextTransaction> SnapshotAsync(CancellationToken cancel) => Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);

    // The server binds them as it commits them: whoever is next does not wait while we hear of it and answer.
    protected override Task AppendAsync(IReadOnlyCollection<AuditEvent> lines, IDbContextTransaction? ours, CancellationToken cancel)
        => new PostgresRecord(this).AppendAsync(lines, commits: ours is not null, cancel);

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        Names.MapForPostgres(builder);
    }

    // Two bookings that meet in an exclusion constraint wait for each other until PostgreSQL kills one after a second. So
    // whoever books takes a turn per person first, in one order. The constraint stays: it holds whoever forgets this.
    protected override async Task<T> WriteAsync<T>(Func<Task<T>> save, CancellationToken cancel)
    {
        var turns = ChangeTracker.Entries().Select(TurnOf).OfType<string>().Distinct().Order(StringComparer.Ordinal).ToArray();
        if (turns.Length == 0)
        {
            HasWritten = true;
            return await save();
        }

        // Others wait meanwhile: as few journeys to the server as can be. A save that fails takes the whole transaction with it.
        Database.AutoSavepointsEnabled = false;
        await using var transaction = await Database.BeginTransactionAsync(cancel);
        await Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended(turn, 0)) FROM unnest({turns}) AS turn; SELECT pg_advisory_xact_lock_shared(hashtextextended(turn, 0)) FROM unnest({SharedTurns()}) AS turn", cancel);
        HasWritten = true;
        var saved = await save();
        await transaction.CommitAsync(cancel);
        return saved;
    }

    // Nobody closes a day while somebody books, and those who book do not wait for each other here. Last: whoever closes one takes no other turn.
    private string[] SharedTurns() => ChangeTracker.Entries<BookedSlot>().Any(e => e.State == EntityState.Added) ? [Closing] : [];

    private static string? TurnOf(EntityEntry entry) => (entry.State, entry.Entity) switch
    {
        (EntityState.Unchanged, _) => null,
        (EntityState.Added, BookedSlot slot) => slot.PersonId,
        // Whoever changes a specialist's hours waits as well, to find out what they are by then.
        (_, WorkingHours hours) => hours.SpecialistId,
        (_, Absence absence) => absence.SpecialistId,
        (EntityState.Modified, Specialist specialist) => specialist.Id,
        (_, ClosedDay) => Closing,
        // Two files with the same addresses in another order would wait for each other just as well.
        (EntityState.Added, ClinicUser) => "accounts",
        // Nobody is booked while somebody disables or erases them.
        (EntityState.Modified, ClinicUser { IsDisabled: true } person) => person.Id,
        _ => null,
    };
}
