using ClinicaMV.Visits;
using ClinicaMV.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ClinicaMV.Data;

internal sealed class CompanionMapping : IEntityTypeConfiguration<Companion>
{
    public void Configure(EntityTypeBuilder<Companion> companion)
    {
        companion.Property(c => c.PublicId).HasMaxLength(PublicId.Length);
        companion.HasIndex(c => c.PublicId).IsUnique();
        companion.HasIndex(c => new { c.AppointmentId, c.Number }).IsUnique();
        companion.Property(c => c.Name).HasMaxLength(Companion.NameLength);
        companion.Property(c => c.Email).HasMaxLength(MailAddressAttribute.MaxLength);
        companion.Property(c => c.Language).HasMaxLength(2);
        companion.Property(c => c.Relationship).HasConversion<string>().HasMaxLength(20);
        companion.Property(c => c.State).HasConversion<string>().HasMaxLength(20);
        companion.Property(c => c.BrowserHash).HasMaxLength(64);
        companion.Property(c => c.Version).IsConcurrencyToken();
    }
}
