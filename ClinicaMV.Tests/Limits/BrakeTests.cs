using System.Net;
using ClinicaMV.Limits;

namespace ClinicaMV.Tests.Limits;

public sealed class BrakeTests
{
    private static readonly DateTime Start = new(2026, 11, 23, 9, 0, 0, DateTimeKind.Utc);
    private static readonly Brake Some = new("Some", Free: 3, First: TimeSpan.FromSeconds(2), Longest: TimeSpan.FromSeconds(30), ForgetsOneIn: TimeSpan.FromMinutes(10));

    [Fact]
    public void The_first_cost_nothing_then_each_wait_is_twice_the_one_before_up_to_the_longest()
        => Assert.Equal([0, 0, 0, 2, 4, 8, 16, 30, 30, 30], Tries(10).Select(t => t.Wait));

    [Fact]
    public void However_often_it_was_tried_an_hour_or_two_of_quiet_forgets_it()
    {
        var last = Tries(500).Last().Count;

        var later = Some.After("k", last, last.FreeAt.AddHours(2));

        Assert.Equal((1, last.FreeAt.AddHours(2)), (later.Times, later.FreeAt));
    }

    [Fact]
    public void Quiet_forgets_one_by_one()
    {
        var third = Tries(4).Last().Count;

        Assert.Equal([5, 4, 3, 2], new[] { 9, 10, 20, 30 }.Select(minutes => Some.After("k", third, third.FreeAt.AddMinutes(minutes)).Times));
    }

    [Fact]
    public void A_count_from_a_clock_that_was_a_year_ahead_holds_nobody_back()
    {
        var last = Tries(10).Last().Count;

        Assert.Equal(TimeSpan.FromSeconds(30), Some.WaitAt(last, last.FreeAt.AddSeconds(-30)));
        Assert.Equal(TimeSpan.Zero, Some.WaitAt(last, last.FreeAt.AddYears(-1)));
        Assert.InRange(Some.After("k", last, last.FreeAt.AddYears(-1)).Times, 1, last.Times + 1);
    }

    [Fact]
    public void What_costs_nothing_keeps_nobody_waiting_for_a_clock_that_is_a_little_ahead()
    {
        var third = Tries(3).Last().Count;

        Assert.Equal(TimeSpan.Zero, Some.WaitAt(third, third.FreeAt.AddMilliseconds(-20)));
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:3::1", "2001:db8:1:3::/64")]
    public void A_caller_is_an_IPv4_address_or_a_whole_64_of_IPv6(string address, string network)
        => Assert.Equal(network, CallerNetwork.Of(IPAddress.Parse(address)));

    /// <summary>As somebody who tries again the moment it is allowed.</summary>
    private static IEnumerable<(double Wait, BrakeCount Count)> Tries(int times)
    {
        BrakeCount? count = null;
        for (var i = 0; i < times; i++)
        {
            var now = count?.FreeAt ?? Start;
            count = Some.After("k", count, now);
            yield return ((count.FreeAt - now).TotalSeconds, count);
        }
    }
}
