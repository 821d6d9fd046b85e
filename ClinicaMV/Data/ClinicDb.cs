using System.Data.Common;
using ClinicaMV.Accounts;
using ClinicaMV.Accounts.SecondSteps;
using ClinicaMV.Accounts.Sessions;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Clinic;
using ClinicaMV.Jitsi;
using ClinicaMV.Limits;
using ClinicaMV.Mail;
using ClinicaMV.Operating;
using ClinicaMV.People;
using ClinicaMV.Visits;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace ClinicaMV.Data;

/// <summary>Everything the clinic remembers. One model, two databases: <see cref="SqliteClinicDb"/> and <see cref="PostgresClinicDb"/>.</summary>
public abstract class ClinicDb(DbContextOptions options)
    : IdentityDbContext<ClinicUser, IdentityRole, string>(options), IDataProtectionKeyContext
{
    private DecidedOf? decided;

    public DbSet<Patient> Patients => Set<Patient>();

    public DbSet<Specialist> Specialists => Set<Specialist>();

    public DbSet<Appointment> Appointments => Set<Appointment>();

    public DbSet<BookedSlot> BookedSlots => Set<BookedSlot>();

    public DbSet<ClosedDay> ClosedDays => Set<ClosedDay>();

    public DbSet<SavedSettings> Settings => Set<SavedSettings>();

    public DbSet<AuditEvent> AuditEvents => Set<AuditEvent>();

    public DbSet<AuditCheckpoint> AuditCheckpoints => Set<AuditCheckpoint>();

    public DbSet<AuditCheck> AuditChecks => Set<AuditCheck>();

    public DbSet<OutgoingMail> OutgoingMail => Set<OutgoingMail>();

    public DbSet<Session> Sessions => Set<Session>();

    public DbSet<AccountRequest> AccountRequests => Set<AccountRequest>();

    public DbSet<RecoveryCode> RecoveryCodes => Set<RecoveryCode>();

    public DbSet<RoomKey> RoomKeys => Set<RoomKey>();

    public DbSet<VisitRoom> VisitRooms => Set<VisitRoom>();

    public DbSet<RoomReport> RoomReports => Set<RoomReport>();

    public DbSet<DeviceCheck> DeviceChecks => Set<DeviceCheck>();

    public DbSet<Companion> Companions => Set<Companion>();

    public DbSet<PinnedScript> PinnedScripts => Set<PinnedScript>();

    public DbSet<BrakeCount> BrakeCounts => Set<BrakeCount>();

    public DbSet<ClinicIdentity> ClinicIdentity => Set<ClinicIdentity>();

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    public abstract Dialect Dialect { get; }

    /// <summary>Raised once, when what was saved has been committed, and not before.</summary>
    public event Action? Committed;

    /// <summary>Whether something may have been kept by way of this context since it was lent; who was to hear of it may not have.</summary>
    public bool HasWritten { get; protected set; }

    /// <summary>What is saved next was decided of the appointment as it was read: that save is refused when it has changed since.</summary>
    /// <exception cref="DbUpdateConcurrencyException">By the save.</exception>
    public void InsistOnVersion(Appointment appointment) => (decided ??= new(this)).Add(appointment);

    /// <summary>
    /// Saves what hands out the appointment's room, and whose room it is if that is not known yet; refused when the appointment has changed since it was read, be it only
    /// to be looked at.
    /// </summary>
    /// <returns>Whether it is handed out for the first time; of several saves in the same moment, one is.</returns>
    /// <exception cref="DbUpdateConcurrencyException">It has.</exception>
    public async Task<bool> SaveRoomAsync(Appointment appointment, CancellationToken cancel)
    {
        (decided ??= new(this)).HandOut(appointment);
        try
        {
            await SaveChangesAsync(cancel);
            return decided.IsFirstHandedOut;
        }
        finally
        {
            decided.Clear();
        }
    }

    /// <summary>The next save writes all of it, also what is as it was read: whatever somebody has set since does not stay.</summary>
    public void WriteWhole(object entity) => Entry(entity).State = EntityState.Modified;

    /// <summary>The same for whoever knows no other way: Data Protection, which keeps a new key in PostgreSQL every few months.</summary>
    public sealed override int SaveChanges(bool acceptAllChangesOnSuccess) => SaveChangesAsync(acceptAllChangesOnSuccess).GetAwaiter().GetResult();

    // Not an interceptor: EF Core tells those nothing when a save ends in a concurrency conflict.
    public sealed override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancel = default)
    {
        // Before its turn: others wait for that.
        var saved = await SaveAsync(() => WriteAsync(() => SaveWithRecordAsync(cancel), cancel));
        if (acceptAllChangesOnSuccess)
            Accept();
        RaiseCommitted();
        return saved;
    }

    // Looks for changes once.
    private async Task<int> SaveAsync(Func<Task<int>> save)
    {
        ChangeTracker.DetectChanges();
        using var once = new NoLook(ChangeTracker);
        return await save();
    }

    /// <summary>Saves if that still holds in this save's own turn, in which nobody else can book any of the same people.</summary>
    /// <returns>Whether it was saved. If not, this context has forgotten what it was to save: nothing of it comes along with a later save.</returns>
    public async Task<bool> SaveIfAsync(Func<Task<bool>> stillHolds, CancellationToken cancel)
    {
        var saved = await WriteAsync(async () => await stillHolds() && await SaveAsync(() => SaveWithRecordAsync(cancel)) > 0, cancel);
        if (!saved)
        {
            ChangeTracker.Clear();
            return false;
        }

        Accept();
        RaiseCommitted();
        return true;
    }

    /// <summary>Nothing counts as saved before it has been committed, maybe together with what others write.</summary>
    private void Accept()
    {
        using var once = new NoLook(ChangeTracker);
        ChangeTracker.AcceptAllChanges();
    }

    // Whoever uses this context next, once it has been given back, has nothing to do with what was waited for here.
    public sealed override void Dispose()
    {
        Forget();
        base.Dispose();
    }

    public sealed override ValueTask DisposeAsync()
    {
        Forget();
        return base.DisposeAsync();
    }

    private void Forget()
    {
        (Committed, HasWritten) = (null, false);
        decided?.Clear();
    }

    private void RaiseCommitted()
    {
        decided?.Clear();
        var told = Committed;
        Committed = null;
        told?.Invoke();
    }

    // What goes on record follows what is there, which nobody else may add to meanwhile.
    private async Task<int> SaveWithRecordAsync(CancellationToken cancel)
    {
        AuditEvent[] added = [.. ChangeTracker.Entries<AuditEvent>().Where(e => e.State == EntityState.Added).Select(e => e.Entity)];
        var insists = decided?.Any() ?? false;
        if (added.Length == 0 && !insists)
            return await SaveUnlinkedAsync(cancel);

        // Others wait: as few journeys to the server as can be. A save that fails takes the whole transaction with it.
        Database.AutoSavepointsEnabled = false;
        await using var transaction = Database.CurrentTransaction is null ? await Database.BeginTransactionAsync(cancel) : null;
        if (insists)
            await decided!.RequireUnchangedAsync(cancel);
        return await SaveLinkedAsync(added, transaction, cancel);
    }

    // The lines come last: nobody else may add to the record from then on until all of it is committed.
    private async Task<int> SaveLinkedAsync(IReadOnlyCollection<AuditEvent> added, IDbContextTransaction? ours, CancellationToken cancel)
    {
        foreach (var line in added)
        {
            Entry(line).State = EntityState.Detached;
            line.TakeNoKey();
        }

        int saved;
        try
        {
            saved = await SaveUnlinkedAsync(cancel);
        }
        finally
        {
            AddRange(added);
        }

        try
        {
            if (added.Count > 0)
                await AppendAsync(added, ours, cancel);
            else if (ours is not null)
                await ours.CommitAsync(CancellationToken.None);
        }
        catch (DbException failure)
        {
            throw new DbUpdateException("The record was not written.", failure);
        }

        return saved + added.Count;
    }

    /// <summary>Adds those lines to the record, each bound to the one before it.</summary>
    /// <param name="ours">To be committed with them; <see langword="null"/> within a transaction that somebody else commits.</param>
    protected abstract Task AppendAsync(IReadOnlyCollection<AuditEvent> lines, IDbContextTransaction? ours, CancellationToken cancel);

    private Task<int> SaveUnlinkedAsync(CancellationToken cancel) => base.SaveChangesAsync(acceptAllChangesOnSuccess: false, cancel);

    /// <summary>A view of everything as it is at one instant, until it is disposed.</summary>
    public abstract Task<IDbContextTransaction> SnapshotAsync(CancellationToken cancel);

    /// <summary>What that reads to be looked at; on SQLite what it has read already, if nothing has been committed since (decision 32). It may be in other hands as well: nobody changes it.</summary>
    public virtual Task<T> LookAsync<T>((string Of, string By) key, Func<Task<T>> read) => read();

    /// <summary>Writes past the change tracker, in this process's turn.</summary>
    public Task<T> InTurnAsync<T>(Func<Task<T>> write, CancellationToken cancel) => WriteAsync(write, cancel);

    /// <summary>Before a change in many batches. None of them has to be on the disk before the next ordinary save is, which takes them along.</summary>
    public virtual Task BeginBatchesAsync(CancellationToken cancel) => Task.CompletedTask;

    /// <summary>Between the batches, in nobody's turn: does what would otherwise keep whoever writes next.</summary>
    public virtual Task SettleAsync(CancellationToken cancel) => Task.CompletedTask;

    /// <summary>After the batches, however they have ended.</summary>
    public virtual Task EndBatchesAsync() => Task.CompletedTask;

    /// <summary>Runs the save in the way that suits this database, and commits it.</summary>
    protected abstract Task<T> WriteAsync<T>(Func<Task<T>> save, CancellationToken cancel);

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(ClinicDb).Assembly);
    }

    // SQLite cannot compare DateTimeOffset, PostgreSQL wants to be told that a DateTime is UTC: one rule for both.
    protected override void ConfigureConventions(ModelConfigurationBuilder conventions)
        => conventions.Properties<DateTime>().HaveConversion<UtcConverter>().HaveSentinel(UtcConverter.Unset);
}
