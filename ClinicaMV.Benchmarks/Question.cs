namespace ClinicaMV.Benchmarks;

/// <summary>What the portal, or a rung of the ladder, is asked again and again.</summary>
/// <param name="Requests">In one round.</param>
/// <param name="Rung">With what on the ladder it is compared.</param>
/// <param name="Target">What it shall reach there.</param>
/// <param name="Ask">Given the number of the request.</param>
internal sealed record Question(string What, int Requests, string Rung, string Target, Func<int, Task<HttpResponseMessage>> Ask)
{
    /// <summary>Whether one round of it, beside one of its rung, reaches the target.</summary>
    public Func<Load, Load, bool>? Meets { get; init; }

    /// <summary>Before each round: some things may not be asked as often as we could.</summary>
    public TimeSpan Rest { get; init; }
}
