namespace ClinicaMV.Jitsi;

/// <summary>Why the video server could not be used, in words for the person at the console.</summary>
/// <param name="message">Without the full stop.</param>
/// <param name="remedy">What helps, where that is known.</param>
public sealed class JitsiUnreachable(string message, string? remedy = null) : Exception(message)
{
    public string? Remedy => remedy;
}
