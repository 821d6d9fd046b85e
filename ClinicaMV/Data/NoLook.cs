using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace ClinicaMV.Data;

/// <summary>Until it is disposed, EF Core does not look for changes at every step: each look compares what is tracked with what was read.</summary>
internal readonly struct NoLook : IDisposable
{
    private readonly ChangeTracker tracker;
    private readonly bool looked;

    public NoLook(ChangeTracker tracker)
    {
        (this.tracker, looked) = (tracker, tracker.AutoDetectChangesEnabled);
        tracker.AutoDetectChangesEnabled = false;
    }

    public void Dispose() => tracker.AutoDetectChangesEnabled = looked;
}
