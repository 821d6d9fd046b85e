using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace ClinicaMV.Data;

/// <summary>Until it is disposed, EF Core does not look for changes at every step: each look compares all that is tracked with what was read.</summary>
internal readonly struct NoLook : IDisposable
{
    private readonly ChangeTracker tracker;

    public NoLook(ChangeTracker tracker)
    {
        this.tracker = tracker;
        tracker.AutoDetectChangesEnabled = false;
    }

    public void Dispose() => tracker.AutoDetectChangesEnabled = true;
}
