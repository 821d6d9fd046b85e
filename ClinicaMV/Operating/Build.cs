using System.Reflection;

namespace ClinicaMV.Operating;

/// <summary>Which program this is.</summary>
public static class Build
{
    /// <summary>As <c>Directory.Build.props</c> says, without the revision that the SDK appends.</summary>
    public static string Version { get; } = typeof(Build).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
