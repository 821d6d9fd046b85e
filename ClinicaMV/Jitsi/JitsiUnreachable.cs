namespace ClinicaMV.Jitsi;

/// <summary>Why the video server could not be used, in words for the person at the console.</summary>
public sealed class JitsiUnreachable(string message) : Exception(message);
