using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace ClinicaMV.Data;

/// <summary>Looks for changes once, and no more until it is disposed: EF Core would compare all that is tracked with what was read at every step.</summary>
internal readonly struct OneLook : IDisposable
{
    private readonly ChangeTracker tracker;

    public OneLook(ChangeTracker tracker)
    {
        this.tracker = tracker;
        tracker.DetectChanges();
        tracker.AutoDetectChangesEnabled = false;
    }

    public void Dispose() => tracker.AutoDetectChangesEnabled = true;
}
