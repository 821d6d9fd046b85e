using Microsoft.Extensions.Options;

namespace ClinicaMV.Clinic;

/// <summary>Options whose <see cref="Value"/> is what is in force now. The framework's own would stay as they were at the start.</summary>
internal sealed class LiveOptions<TOptions>(IOptionsMonitor<TOptions> monitor) : IOptions<TOptions> where TOptions : class
{
    public TOptions Value => monitor.CurrentValue;
}
