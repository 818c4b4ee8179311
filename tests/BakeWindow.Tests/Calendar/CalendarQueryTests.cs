using BakeWindow.Core.Cluster;
using BakeWindow.Core.Tests.Maintenance;
using BakeWindow.Web.Views.Calendar;

namespace BakeWindow.Tests.Calendar;

public sealed class CalendarQueryTests
{
    // Head 1,000 at 13:40:00Z; levels 1 to 14,400 are known.
    private static readonly CalendarRange Range = CalendarRange.Of(Worlds.World(1_000, Worlds.Rights(2_000), ClusterView.Unseen).Chain!, [Worlds.Rights(2_000).Sheet]);

    [Theory]
    [InlineData("L1234", 1234)]
    [InlineData("C1", 1)]
    [InlineData("C2", 14401)]
    [InlineData("now", 1000)]
    [InlineData("now-10m", 900)]
    [InlineData("now+1h", 1600)]
    [InlineData("now 1h", 1600)]
    [InlineData("2026-10-01T13:41Z", 1010)]
    [InlineData("2026-10-01T15:41:00+02:00", 1010)]
    [InlineData("2026-10-01T13:39:59Z", 1000)]
    public void Places_are_levels_times_cycles_and_now(string text, int level)
    {
        Assert.True(Range.TryPlace(text, out var read));
        Assert.Equal(level, read);
    }

    [Theory]
    [InlineData("yesterday")]
    [InlineData("L-5")]
    [InlineData("L99999999999")]
    [InlineData("now+soon")]
    [InlineData("C")]
    public void Other_places_are_left_out_and_named(string text)
    {
        var query = Read(new CalendarTold { From = text });

        Assert.Contains($"\"{text}\" in \"from\"", Assert.Single(query.Notices), StringComparison.Ordinal);
        Assert.Equal((980, 2_180), (query.From, query.To));
    }

    [Fact]
    public void Whatever_the_address_says_a_picture_comes_of_it()
    {
        var query = Read(new CalendarTold { From = "L5000", To = "L10", Rows = "column", View = "<script>", Bakers = "alpha,gamma", Need = "soon", Node = "node-9", Zone = "mars", WindowsPage = "-3" });

        Assert.Equal(7, query.Notices.Count);
        Assert.Equal((5_000, 6_200, "baker", false), (query.From, query.To, query.Rows, query.Table));
        Assert.Equal(["alpha"], query.Bakers);
        Assert.Null(query.Node);
        Assert.Equal((1, 1, 1), query.Pages);
    }

    [Fact]
    public void The_address_of_a_picture_gives_the_same_picture()
    {
        var query = Read(new CalendarTold { From = "now-1h", To = "C2", At = "L1200", Rows = "node", Bakers = "alpha", Need = "12m", Node = "node-1", View = "table", Zone = "utc", Density = "compact", Pins = "alpha", HoldsPage = "2" });
        var told = query.Url.Split('?')[1].Split('&').Select(p => p.Split('=')).ToDictionary(p => p[0], p => Uri.UnescapeDataString(p[1]));
        string? Of(string name) => told.GetValueOrDefault(name);
        var again = Read(new CalendarTold
        {
            From = Of("from"), To = Of("to"), At = Of("at"), Rows = Of("rows"), Bakers = Of("b"), Need = Of("need"), Node = Of("n"), View = Of("view"), Zone = Of("z"), Density = Of("d"), Pins = Of("pin"),
            HoldsPage = Of("hp"),
        });

        Assert.Empty(query.Notices);
        Assert.Equal(query.Url, again.Url);
        Assert.Equal((400, 14_401, 1_200), (again.From, again.To, again.At));
    }

    [Fact]
    public void Nothing_is_drawn_beyond_what_there_is_nor_nearer_than_a_dozen_levels()
    {
        Assert.Equal((1, 14_760), (Read(new CalendarTold { From = "L1", To = "L900000" }).From, Read(new CalendarTold { From = "L1", To = "L900000" }).To));
        Assert.Equal(CalendarRange.Least, Read(new CalendarTold { From = "L500", To = "L501" }).To - 500);
        Assert.Equal(14_760, Read(new CalendarTold { From = "C900" }).To);
    }

    [Fact]
    public void A_time_ahead_is_the_earliest_and_one_behind_the_latest_possible()
    {
        Assert.Equal(Worlds.At(1_010), Range.Bound(1_010));
        Assert.Equal(Worlds.At(990), Range.Bound(990));
        Assert.All(Enumerable.Range(1_001, 300), level => Assert.Equal(level, Range.LevelAt(Range.Bound(level))));
    }

    private static CalendarQuery Read(CalendarTold told) => CalendarQuery.Read(told, Range, ["alpha", "beta"], ["node-1"]);
}
