using BakeWindow.Simulator.Clock;
using Microsoft.Extensions.Time.Testing;

namespace BakeWindow.Tests.Simulator;

public sealed class VirtualTimeTests
{
    private static readonly DateTimeOffset Start = new(2019, 11, 15, 22, 30, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Wall = new(2026, 11, 1, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void It_shows_the_start_plus_the_real_time_gone_by_times_the_speed()
    {
        var wall = new FakeTimeProvider(Wall.AddSeconds(10));
        using var time = new VirtualTime(Start, Wall, 60, wall);

        Assert.Equal(Start.AddMinutes(10), time.GetUtcNow());
        wall.Advance(TimeSpan.FromSeconds(2.5));
        Assert.Equal(Start.AddMinutes(12.5), time.GetUtcNow());
    }

    [Fact]
    public void A_timer_fires_when_the_fast_clock_reaches_it()
    {
        var wall = new FakeTimeProvider(Wall);
        using var time = new VirtualTime(Start, Wall, 60, wall);
        var fired = 0;
        using var timer = time.CreateTimer(_ => fired++, null, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(1));

        wall.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal(0, fired);
        wall.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal(1, fired);
        wall.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, fired);
    }

    [Fact]
    public void Another_speed_does_not_make_it_jump()
    {
        var wall = new FakeTimeProvider(Wall);
        using var time = new VirtualTime(Start, Wall, 60, wall);
        wall.Advance(TimeSpan.FromSeconds(3));
        var before = time.GetUtcNow();

        time.SetSpeed(1);

        Assert.Equal(before, time.GetUtcNow());
        wall.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(before.AddSeconds(3), time.GetUtcNow());
    }

    [Fact]
    public void Moved_by_hand_it_passes_timers_in_order_and_at_their_own_times()
    {
        using var time = VirtualTime.Manual(Start);
        List<(string, TimeSpan)> seen = [];
        using var late = time.CreateTimer(_ => seen.Add(("late", time.GetUtcNow() - Start)), null, TimeSpan.FromMinutes(2), Timeout.InfiniteTimeSpan);
        using var early = time.CreateTimer(_ => seen.Add(("early", time.GetUtcNow() - Start)), null, TimeSpan.FromMinutes(1), Timeout.InfiniteTimeSpan);
        using var stopped = time.CreateTimer(_ => seen.Add(("stopped", default)), null, TimeSpan.FromMinutes(1), Timeout.InfiniteTimeSpan);
        stopped.Dispose();

        time.Advance(TimeSpan.FromHours(1));

        Assert.Equal([("early", TimeSpan.FromMinutes(1)), ("late", TimeSpan.FromMinutes(2))], seen);
        Assert.Equal(Start.AddHours(1), time.GetUtcNow());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(1e9)]
    public void A_speed_that_makes_no_sense_is_refused(double speed) => Assert.Throws<ArgumentOutOfRangeException>(() => new VirtualTime(Start, Wall, speed));
}
