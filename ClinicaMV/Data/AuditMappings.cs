using ClinicaMV.Auditing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace ClinicaMV.Data;

internal sealed class AuditEventMapping : IEntityTypeConfiguration<AuditEvent>
{
    public void Configure(EntityTypeBuilder<AuditEvent> line)
    {
        line.Property(e => e.Kind).HasConversion(new RecordedWord<AuditKind>()).HasMaxLength(40);
        line.Property(e => e.Class).HasConversion(new RecordedWord<AuditClass>()).HasMaxLength(20);
        line.Property(e => e.Outcome).HasConversion(new RecordedWord<AuditOutcome>()).HasMaxLength(10);
        line.Property(e => e.ActorId).HasMaxLength(PublicId.Length);
        line.Property(e => e.ActorRole).HasMaxLength(20);
        line.Property(e => e.AppointmentId).HasMaxLength(PublicId.Length);
        line.Property(e => e.SubjectId).HasMaxLength(PublicId.Length);
        line.Property(e => e.Reason).HasMaxLength(40);
        line.Property(e => e.IpAddress).HasMaxLength(45);
        line.Property(e => e.AgentFamily).HasMaxLength(20);
        line.HasIndex(e => new { e.Class, e.Seq }).IsUnique();
        line.HasIndex(e => e.At, "IX_AuditEvents_Origins").HasFilter("\"OriginSalt\" IS NOT NULL");
        line.HasIndex(e => e.At, "IX_AuditEvents_At");
        line.HasIndex(e => e.ActorId);
        line.HasIndex(e => e.AppointmentId);
        line.HasIndex(e => e.SubjectId).HasFilter("\"SubjectId\" IS NOT NULL");
    }
}

/// <summary>
/// A word on record. One that is not ours was put there by hand: it is read as a code that is never written, so that everything else
/// can be read; the verification names the line.
/// </summary>
internal sealed class RecordedWord<TCode>() : ValueConverter<TCode, string>(code => code.ToString(), word => Read(word))
    where TCode : struct, Enum
{
    private static readonly TCode NotOurs = (TCode)Enum.ToObject(typeof(TCode), -1);

    // The compiled model calls it.
    internal static TCode Read(string word) => Enum.TryParse<TCode>(word, out var code) && Enum.IsDefined(code) ? code : NotOurs;
}

internal sealed class AuditCheckpointMapping : IEntityTypeConfiguration<AuditCheckpoint>
{
    public void Configure(EntityTypeBuilder<AuditCheckpoint> checkpoint)
    {
        checkpoint.HasKey(c => c.Class);
        checkpoint.Property(c => c.Class).HasConversion<string>().HasMaxLength(20);
    }
}

internal sealed class AuditCheckMapping : IEntityTypeConfiguration<AuditCheck>
{
    public void Configure(EntityTypeBuilder<AuditCheck> check)
    {
        check.Property(c => c.Id).ValueGeneratedNever();
        // Of two instances that anchor at once, one is refused.
        check.Property(c => c.AnchoredAt).IsConcurrencyToken();
        check.Property(c => c.AnchorMailedAt).IsConcurrencyToken();
    }
}
