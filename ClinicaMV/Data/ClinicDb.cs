using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Clinic;
using ClinicaMV.Mail;
using ClinicaMV.People;
using ClinicaMV.Visits;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Data;

/// <summary>Everything the clinic remembers. One model, two databases: <see cref="SqliteClinicDb"/> and <see cref="PostgresClinicDb"/>.</summary>
public abstract class ClinicDb(DbContextOptions options)
    : IdentityDbContext<ClinicUser>(options), IDataProtectionKeyContext
{
    public DbSet<Patient> Patients => Set<Patient>();

    public DbSet<Specialist> Specialists => Set<Specialist>();

    public DbSet<Appointment> Appointments => Set<Appointment>();

    public DbSet<BookedSlot> BookedSlots => Set<BookedSlot>();

    public DbSet<ClosedDay> ClosedDays => Set<ClosedDay>();

    public DbSet<SavedSettings> Settings => Set<SavedSettings>();

    public DbSet<AuditEvent> AuditEvents => Set<AuditEvent>();

    public DbSet<OutgoingMail> OutgoingMail => Set<OutgoingMail>();

    public DbSet<RoomKey> RoomKeys => Set<RoomKey>();

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    /// <summary>Raised when what was saved has been committed, and not before.</summary>
    public event Action? Committed;

    public sealed override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancel = default)
    {
        var saved = await WriteAsync(() => base.SaveChangesAsync(acceptAllChangesOnSuccess, cancel), cancel);
        Committed?.Invoke();
        return saved;
    }

    /// <summary>Runs the save in the way that suits this database, and commits it.</summary>
    protected abstract Task<int> WriteAsync(Func<Task<int>> save, CancellationToken cancel);

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(ClinicDb).Assembly);
    }

    // SQLite cannot compare DateTimeOffset, PostgreSQL wants to be told that a DateTime is UTC: one rule for both.
    protected override void ConfigureConventions(ModelConfigurationBuilder conventions)
        => conventions.Properties<DateTime>().HaveConversion<UtcConverter>();
}
