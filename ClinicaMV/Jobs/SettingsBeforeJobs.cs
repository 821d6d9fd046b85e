using ClinicaMV.Clinic;
using ClinicaMV.Data;
using Hangfire.Server;

namespace ClinicaMV.Jobs;

/// <summary>Jobs and the mail they write obey what has been set in the portal as requests do. A job that cannot know it fails and is tried again.</summary>
public sealed class SettingsBeforeJobs(IServiceScopeFactory scopes, LiveSettings settings) : IServerFilter
{
    // Hangfire's filters are synchronous, and run on a thread of its own.
    public void OnPerforming(PerformingContext context) => RefreshAsync(context.CancellationToken.ShutdownToken).GetAwaiter().GetResult();

    public void OnPerformed(PerformedContext context)
    {
    }

    private async Task RefreshAsync(CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        await settings.RefreshAsync(scope.ServiceProvider.GetRequiredService<ClinicDb>(), cancel);
    }
}
