namespace ClinicaMV.Data;

/// <summary>Why the application cannot start, in one line for the person at the console.</summary>
public sealed class StartFailure(string message) : Exception(message);
