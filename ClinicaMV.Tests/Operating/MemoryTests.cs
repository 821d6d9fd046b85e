namespace ClinicaMV.Tests.Operating;

/// <summary>A setting of the collector that it does not know is ignored without a word.</summary>
public sealed class MemoryTests
{
    [Fact]
    public void The_collector_has_taken_what_a_small_machine_asks_of_it()
    {
        var taken = GC.GetConfigurationVariables();

        Assert.Equal(false, taken["ConcurrentGC"]);
        Assert.Equal(false, taken["ServerGC"]);
    }
}
