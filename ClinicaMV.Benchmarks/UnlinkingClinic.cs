using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ClinicaMV.Benchmarks;

/// <summary>
/// A clinic that can leave the linking out, to show what it costs: the save sees no lines of the record until its commands are made, and
/// each of them then follows nothing, at a place before the beginning of its chain.
/// </summary>
internal sealed class UnlinkingClinic : PostgresClinic
{
    private long place;

    public bool Links { get; set; } = true;

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureTestServices(services => services.Replace(ServiceDescriptor.Scoped<ClinicDb>(provider =>
        {
            var db = provider.GetRequiredService<PostgresClinicDb>();
            if (!Links)
                HoldBack(db);
            return db;
        })));
    }

    private void HoldBack(ClinicDb db)
    {
        var held = new List<AuditEvent>();
        db.ChangeTracker.Tracked += (_, tracked) =>
        {
            if (tracked.Entry is not { State: EntityState.Added, Entity: AuditEvent { Seq: 0 } line })
                return;
            held.Add(line);
            tracked.Entry.State = EntityState.Detached;
        };
        db.SavingChanges += (_, _) =>
        {
            foreach (var line in held)
            {
                line.Follow(new(Interlocked.Decrement(ref place) - 1, AuditLine.Beginning));
                db.Add(line);
            }

            held.Clear();
        };
    }
}
