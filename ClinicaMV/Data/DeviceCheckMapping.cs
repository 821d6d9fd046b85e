using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Visits;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ClinicaMV.Data;

internal sealed class DeviceCheckMapping : IEntityTypeConfiguration<DeviceCheck>
{
    public void Configure(EntityTypeBuilder<DeviceCheck> check)
    {
        check.HasOne<ClinicUser>().WithMany().HasForeignKey(c => c.PersonId).OnDelete(DeleteBehavior.Cascade);
        check.HasOne<Appointment>().WithMany().HasForeignKey(c => c.AppointmentId).OnDelete(DeleteBehavior.Cascade);
        // To the databases no two rows without an appointment are alike: those have an index of their own.
        check.HasIndex(c => new { c.PersonId, c.AppointmentId }).IsUnique();
        check.HasIndex(c => c.PersonId).IsUnique().HasFilter("\"AppointmentId\" IS NULL").HasDatabaseName("IX_DeviceChecks_ForNone");
        check.HasIndex(c => c.At);
        check.Property(c => c.SeenWith).HasConversion<string>().HasMaxLength(20);
        check.ComplexProperty(c => c.Findings, findings =>
        {
            findings.Property(f => f.Browser).HasConversion<string>().HasMaxLength(20);
            findings.Property(f => f.Camera).HasConversion<string>().HasMaxLength(20);
            findings.Property(f => f.Microphone).HasConversion<string>().HasMaxLength(20);
            findings.Property(f => f.Speaker).HasConversion<string>().HasMaxLength(20);
            findings.Property(f => f.Connection).HasConversion<string>().HasMaxLength(20);
        });
    }
}
