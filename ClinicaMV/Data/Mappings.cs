using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Clinic;
using ClinicaMV.Jitsi;
using ClinicaMV.Limits;
using ClinicaMV.Mail;
using ClinicaMV.Operating;
using ClinicaMV.People;
using ClinicaMV.Visits;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ClinicaMV.Data;

internal sealed class ClinicUserMapping : IEntityTypeConfiguration<ClinicUser>
{
    public void Configure(EntityTypeBuilder<ClinicUser> user)
    {
        user.Property(u => u.Id).HasMaxLength(PublicId.Length);
        user.Property(u => u.FullName).HasMaxLength(200);
        user.Property(u => u.Language).HasMaxLength(2);
        user.Property(u => u.TimeZone).HasMaxLength(64);
        user.Property(u => u.WantsReminders).HasDefaultValue(true).ValueGeneratedNever();
        user.Property(u => u.CalendarSecretHash).HasMaxLength(64);
        user.Property(u => u.NewEmail).HasMaxLength(254);
        user.HasIndex(u => u.CalendarSecretHash).IsUnique();
        user.HasIndex(u => u.NormalizedEmail).IsUnique().HasDatabaseName("EmailIndex");
    }
}

internal sealed class RoleMapping : IEntityTypeConfiguration<IdentityRole>
{
    public void Configure(EntityTypeBuilder<IdentityRole> role)
        => role.HasData(Roles.All.Select(name => new IdentityRole
        {
            Id = name,
            Name = name,
            NormalizedName = name.ToUpperInvariant(),
            ConcurrencyStamp = name,
        }));
}

internal sealed class PatientMapping : IEntityTypeConfiguration<Patient>
{
    public void Configure(EntityTypeBuilder<Patient> patient)
    {
        patient.Property(p => p.Id).ValueGeneratedNever();
        patient.HasOne(p => p.Account).WithOne().HasForeignKey<Patient>(p => p.Id);
    }
}

internal sealed class SpecialistMapping : IEntityTypeConfiguration<Specialist>
{
    public void Configure(EntityTypeBuilder<Specialist> specialist)
    {
        specialist.Property(s => s.Id).ValueGeneratedNever();
        specialist.HasOne(s => s.Account).WithOne().HasForeignKey<Specialist>(s => s.Id);
        specialist.Property(s => s.Speciality).HasMaxLength(100);
        // The default is for the rows of older versions; 0 is a value like any other.
        specialist.Property(s => s.AppointmentMinutes).HasDefaultValue(45).ValueGeneratedNever();
        specialist.Property(s => s.GapMinutes).HasDefaultValue(0).ValueGeneratedNever();
        specialist.Property(s => s.NoticeHours).HasDefaultValue(2).ValueGeneratedNever();
        specialist.Property(s => s.BookableDays).HasDefaultValue(60).ValueGeneratedNever();
        specialist.HasMany(s => s.Hours).WithOne().HasForeignKey(h => h.SpecialistId).OnDelete(DeleteBehavior.Cascade);
        specialist.HasMany(s => s.Absences).WithOne().HasForeignKey(a => a.SpecialistId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class WorkingHoursMapping : IEntityTypeConfiguration<WorkingHours>
{
    public void Configure(EntityTypeBuilder<WorkingHours> hours)
    {
        hours.ToTable("WorkingHours");
        hours.HasIndex(h => new { h.SpecialistId, h.Day, h.From }).IsUnique().HasFilter("\"Date\" IS NULL");
        hours.HasIndex(h => new { h.SpecialistId, h.Date, h.From, h.To }).IsUnique().HasFilter("\"Date\" IS NOT NULL");
    }
}

internal sealed class AbsenceMapping : IEntityTypeConfiguration<Absence>
{
    public void Configure(EntityTypeBuilder<Absence> absence)
    {
        absence.ToTable("Absences");
        absence.HasIndex(a => new { a.SpecialistId, a.To });
    }
}

internal sealed class ClosedDayMapping : IEntityTypeConfiguration<ClosedDay>
{
    public void Configure(EntityTypeBuilder<ClosedDay> closed) => closed.HasKey(d => d.Day);
}

internal sealed class AppointmentMapping : IEntityTypeConfiguration<Appointment>
{
    public void Configure(EntityTypeBuilder<Appointment> appointment)
    {
        appointment.Property(a => a.PublicId).HasMaxLength(PublicId.Length);
        appointment.HasIndex(a => a.PublicId).IsUnique();
        appointment.HasIndex(a => new { a.PatientId, a.StartsAt });
        appointment.HasIndex(a => new { a.SpecialistId, a.StartsAt });
        appointment.HasIndex(a => a.StartsAt);
        appointment.HasIndex(a => new { a.Status, a.EndsAt });
        appointment.HasOne(a => a.Patient).WithMany().OnDelete(DeleteBehavior.Restrict);
        appointment.HasOne(a => a.Specialist).WithMany().OnDelete(DeleteBehavior.Restrict);
        appointment.HasMany(a => a.Slots).WithOne().HasForeignKey(s => s.AppointmentId).OnDelete(DeleteBehavior.Cascade);
        appointment.Property(a => a.Modality).HasConversion<string>().HasMaxLength(20);
        appointment.Property(a => a.Status).HasConversion<string>().HasMaxLength(20);
        appointment.Property(a => a.Version).IsConcurrencyToken();
        appointment.OwnsOne(a => a.Visit, visit => visit.Property(v => v.RoomRef).IsConcurrencyToken());
        appointment.Navigation(a => a.Visit).IsRequired();
        appointment.HasMany(a => a.Companions).WithOne(c => c.Appointment).HasForeignKey(c => c.AppointmentId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class BookedSlotMapping : IEntityTypeConfiguration<BookedSlot>
{
    public void Configure(EntityTypeBuilder<BookedSlot> slot) => slot.HasKey(s => new { s.PersonId, s.Mark });
}

internal sealed class OutgoingMailMapping : IEntityTypeConfiguration<OutgoingMail>
{
    public void Configure(EntityTypeBuilder<OutgoingMail> mail)
    {
        mail.Property(m => m.Kind).HasConversion<string>().HasMaxLength(40);
        mail.Property(m => m.State).HasConversion<string>().HasMaxLength(10);
        mail.Property(m => m.State).IsConcurrencyToken();
        mail.Property(m => m.Attempts).IsConcurrencyToken();
        mail.Property(m => m.MessageId).HasMaxLength(PublicId.Length);
        mail.Property(m => m.LastError).HasMaxLength(100);
        mail.Ignore(m => m.IsSaidAgain);
        mail.Property(m => m.Sender).HasMaxLength(Instances.Longest);
        mail.HasOne(m => m.Recipient).WithMany().HasForeignKey(m => m.RecipientId);
        // Their mail goes with them.
        mail.HasOne(m => m.Companion).WithMany().HasForeignKey(m => m.CompanionId).OnDelete(DeleteBehavior.Cascade);
        mail.HasOne(m => m.Appointment).WithMany().HasForeignKey(m => m.AppointmentId);
        mail.Property(m => m.Address).HasMaxLength(254);
        // Frozen once: whether it is the same message is whether it is the same array.
        mail.Property(m => m.Message).Metadata.SetValueComparer(new ValueComparer<byte[]>((one, other) => ReferenceEquals(one, other), bytes => bytes.Length, bytes => bytes));
        mail.HasIndex(m => new { m.AppointmentId, m.AppointmentVersion, m.Kind, m.RecipientId, m.Minutes }).IsUnique();
        // What is owed is a handful among all that was ever sent.
        mail.HasIndex(m => new { m.Urgency, m.NextAt }).HasFilter("\"State\" IN ('Pending', 'Sending', 'Uncertain')").HasDatabaseName("IX_OutgoingMail_Owed");
        mail.HasIndex(m => new { m.State, m.Id });
        mail.HasIndex(m => m.Id).HasFilter("\"UnheardAnswers\" > 0").HasDatabaseName("IX_OutgoingMail_Unheard");
        mail.HasIndex(m => m.CreatedAt).HasFilter("\"Message\" IS NOT NULL").HasDatabaseName("IX_OutgoingMail_Bodies");
    }
}

internal sealed class SavedSettingsMapping : IEntityTypeConfiguration<SavedSettings>
{
    public void Configure(EntityTypeBuilder<SavedSettings> settings)
    {
        settings.ToTable("Settings");
        settings.Property(s => s.Id).ValueGeneratedNever();
        settings.Property(s => s.Version).IsConcurrencyToken();
    }
}

internal sealed class RoomKeyMapping : IEntityTypeConfiguration<RoomKey>
{
    public void Configure(EntityTypeBuilder<RoomKey> key) => key.Property(k => k.Id).ValueGeneratedNever();
}

internal sealed class VisitRoomMapping : IEntityTypeConfiguration<VisitRoom>
{
    public void Configure(EntityTypeBuilder<VisitRoom> room)
    {
        room.HasKey(r => r.Ref);
        room.Property(r => r.Ref).HasMaxLength(RoomName.RefBytes).ValueGeneratedNever();
        room.Property(r => r.SpecialistId).HasMaxLength(PublicId.Length);
        room.HasOne(r => r.Appointment).WithMany().HasForeignKey(r => r.AppointmentId).OnDelete(DeleteBehavior.Cascade);
        room.HasIndex(r => r.StartsAt);
    }
}

internal sealed class RoomReportMapping : IEntityTypeConfiguration<RoomReport>
{
    public void Configure(EntityTypeBuilder<RoomReport> report)
    {
        report.HasKey(r => r.Key);
        report.Property(r => r.Key).HasMaxLength(PublicId.Length);
        report.Property(r => r.Role).HasConversion<string>().HasMaxLength(20);
        report.Property(r => r.Connection).HasMaxLength(PublicId.Length);
        report.HasOne(r => r.Room).WithMany().HasForeignKey(r => r.RoomRef).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class PinnedScriptMapping : IEntityTypeConfiguration<PinnedScript>
{
    public void Configure(EntityTypeBuilder<PinnedScript> script)
    {
        script.Property(s => s.Source).HasMaxLength(300);
        script.Property(s => s.Sha256).HasMaxLength(64);
        script.Property(s => s.Version).HasMaxLength(40);
        script.HasIndex(s => s.Sha256);
    }
}

internal sealed class BrakeCountMapping : IEntityTypeConfiguration<BrakeCount>
{
    public void Configure(EntityTypeBuilder<BrakeCount> count)
    {
        count.HasKey(c => c.Key);
        count.Property(c => c.Key).HasMaxLength(64);
        // Replaced only as it was read.
        count.Property(c => c.Times).IsConcurrencyToken();
        count.Property(c => c.FreeAt).IsConcurrencyToken();
        count.HasIndex(c => c.FreeAt);
    }
}

internal sealed class ClinicIdentityMapping : IEntityTypeConfiguration<ClinicIdentity>
{
    public void Configure(EntityTypeBuilder<ClinicIdentity> identity)
    {
        identity.Property(i => i.Id).ValueGeneratedNever();
        identity.Property(i => i.Code).HasMaxLength(PublicId.Length);
    }
}
