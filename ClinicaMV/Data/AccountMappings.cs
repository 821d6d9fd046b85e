using ClinicaMV.Accounts;
using ClinicaMV.Accounts.SecondSteps;
using ClinicaMV.Accounts.Sessions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ClinicaMV.Data;

internal sealed class SessionMapping : IEntityTypeConfiguration<Session>
{
    public void Configure(EntityTypeBuilder<Session> session)
    {
        session.Property(s => s.Id).HasMaxLength(PublicId.Length);
        session.Property(s => s.KeyHash).HasMaxLength(64);
        session.HasIndex(s => s.KeyHash).IsUnique();
        session.HasIndex(s => s.PersonId);
        session.Property(s => s.Stamp).HasMaxLength(64);
        session.Property(s => s.Device).HasMaxLength(Devices.MaxLength);
        session.HasOne<ClinicUser>().WithMany().HasForeignKey(s => s.PersonId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class AccountRequestMapping : IEntityTypeConfiguration<AccountRequest>
{
    public void Configure(EntityTypeBuilder<AccountRequest> request)
    {
        request.Property(r => r.Id).HasMaxLength(PublicId.Length);
        request.Property(r => r.Kind).HasConversion<string>().HasMaxLength(20);
        request.Property(r => r.IpAddress).HasMaxLength(45);
        request.Property(r => r.PersonId).HasMaxLength(PublicId.Length);
        // Of two instances that answer at once, one is refused.
        request.Property(r => r.AnsweredAt).IsConcurrencyToken();
        request.HasIndex(r => r.AskedAt).HasFilter("\"AnsweredAt\" IS NULL").HasDatabaseName("IX_AccountRequests_Open");
        request.HasIndex(r => r.MailId);
        request.HasOne(r => r.Mail).WithMany().HasForeignKey(r => r.MailId).OnDelete(DeleteBehavior.SetNull);
    }
}

internal sealed class RecoveryCodeMapping : IEntityTypeConfiguration<RecoveryCode>
{
    public void Configure(EntityTypeBuilder<RecoveryCode> code)
    {
        code.HasKey(c => new { c.PersonId, c.Hash });
        code.Property(c => c.Hash).HasMaxLength(64);
        code.HasOne<ClinicUser>().WithMany().HasForeignKey(c => c.PersonId).OnDelete(DeleteBehavior.Cascade);
    }
}
