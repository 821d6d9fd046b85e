namespace ClinicaMV.Benchmarks;

/// <summary>What the portal is asked again and again.</summary>
/// <param name="Rung">With what on the ladder it is compared.</param>
/// <param name="Target">What it shall reach there.</param>
/// <param name="Ask">Given the number of the request.</param>
internal sealed record Question(string What, int Requests, string Rung, string Target, Func<int, Task<HttpResponseMessage>> Ask)
{
    /// <summary>In rounds. What is asked few times is limited, or slow whatever the runtime has compiled.</summary>
    public int MostWarmUps => Requests < 1_000 ? 1 : 7;
}
