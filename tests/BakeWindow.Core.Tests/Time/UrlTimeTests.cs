using BakeWindow.Core.Chain;
using BakeWindow.Core.Tests.Maintenance;
using BakeWindow.Core.Time;
using CsCheck;

namespace BakeWindow.Core.Tests.Time;

public sealed class UrlTimeTests
{
    private static readonly DateTimeOffset Now = Worlds.At(100).AddSeconds(2);
    private static readonly ChainView Chain = new() { Head = Worlds.HeadAt(100), Constants = Worlds.Constants };

    [Theory]
    [InlineData("2026-10-01T12:30:00Z", "2026-10-01T12:30:00Z", "2026-10-01T12:30:00Z", 300)]
    [InlineData("2026-10-01T14:30:00+02:00", "2026-10-01T12:30:00Z", "2026-10-01T12:30:00Z", 300)]
    [InlineData("2026-10-01T14:30:00 02:00", "2026-10-01T12:30:00Z", "2026-10-01T12:30:00Z", 300)]
    [InlineData("L150", "L150", "2026-10-01T12:15:00Z", 150)]
    [InlineData("l90", "L90", "2026-10-01T12:09:00Z", 90)]
    [InlineData("L100", "L100", "2026-10-01T12:10:00Z", 100)]
    [InlineData("C2", "C2", "2026-10-02T12:00:06Z", 14_401)]
    [InlineData("now", "now", "2026-10-01T12:10:02Z", 100)]
    [InlineData("now-1m", "now-1m", "2026-10-01T12:09:02Z", 90)]
    [InlineData("now+90m", "now+1h30m", "2026-10-01T13:40:02Z", 1_000)]
    [InlineData("now 6h", "now+6h", "2026-10-01T18:10:02Z", 3_700)]
    public void Each_way_to_write_a_moment_has_one_meaning(string text, string canonical, string when, int level)
    {
        Assert.True(UrlTime.TryParse(text, out var time, out var error), error);

        Assert.Equal(canonical, time.ToString());
        Assert.Equal(when, new UrlTime.Instant(time.When(Chain, Now)!.Value).ToString());
        Assert.Equal(new Level(level), time.Where(Chain, Now));
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("L")]
    [InlineData("L-5")]
    [InlineData("L99999999999")]
    [InlineData("C1,370")]
    [InlineData("now-")]
    [InlineData("now-soon")]
    [InlineData("nowhere")]
    [InlineData("2026-10-01")]
    [InlineData("2026-10-01T12:30:00")]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("2026-13-01T12:30:00Z")]
    public void What_is_no_moment_is_named_with_its_mend(string text)
    {
        Assert.False(UrlTime.TryParse(text, out var fallback, out var error));

        Assert.Contains($"\"{text}\"", error, StringComparison.Ordinal);
        Assert.Contains("now-1h", error, StringComparison.Ordinal);
        Assert.Equal("now", fallback.ToString());
    }

    [Fact]
    public void Without_a_head_levels_have_no_time_and_times_no_level()
    {
        Assert.Null(new UrlTime.AtLevel(new Level(5)).When(null, Now));
        Assert.Null(new UrlTime.AtCycle(new Cycle(5)).When(null, Now));
        Assert.Null(new UrlTime.Instant(Now).Where(null, Now));
        Assert.Equal(Now, new UrlTime.Instant(Now).When(null, Now));
    }

    [Fact]
    public void A_cycle_before_the_chain_or_far_beyond_it_is_nowhere()
    {
        Assert.Null(new UrlTime.AtCycle(new Cycle(0)).Where(Chain, Now));
        Assert.Null(new UrlTime.AtCycle(new Cycle(2_000_000)).Where(Chain, Now));
    }

    [Fact]
    public void A_link_for_others_means_tomorrow_what_it_means_today()
    {
        Assert.Equal("2026-10-01T11:10:02Z", new UrlTime.FromNow(TimeSpan.FromHours(-1)).Absolute(Now).ToString());
        Assert.Equal("L7", new UrlTime.AtLevel(new Level(7)).Absolute(Now).ToString());
    }

    [Fact]
    public void Whatever_is_read_is_read_again_from_what_is_written() => Gen.Int[1, 2_000_000].Select(Gen.Bool).Sample((seconds, back) =>
    {
        var time = new UrlTime.FromNow(TimeSpan.FromSeconds(back ? -seconds : seconds));
        Assert.True(UrlTime.TryParse(time.ToString(), out var again, out _));
        Assert.Equal(time, again);
    });

    [Fact]
    public void No_text_breaks_the_reader() => Gen.String[0, 60].Sample(text => UrlTime.TryParse(text, out _, out var error) || error.Length > 0);
}
