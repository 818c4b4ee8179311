using BakeWindow.Core.Chain;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Tests.Maintenance;
using BakeWindow.Web.Api;
using BakeWindow.Web.Components;
using BakeWindow.Web.Components.Layout;
using BakeWindow.Web.Views;
using BakeWindow.Web.Views.Palette;

namespace BakeWindow.Tests.Shell;

public sealed class ShellFactsTests
{
    [Theory]
    [InlineData("", "Now")]
    [InlineData("now?n=node-3", "Now")]
    [InlineData("maintenance/M-1", "Maintenance")]
    [InlineData("cluster/bypasses", "Cluster")]
    [InlineData("bakers/alpha", "Health")]
    [InlineData("decisions/d-88f1", "Audit")]
    [InlineData("whatif", "Settings")]
    [InlineData("nowhere", null)]
    public void Every_page_lights_its_place_in_the_rail(string path, string? place) => Assert.Equal(place, Place.Of(path)?.Name);

    [Fact]
    public void The_rail_goes_by_urgency_and_each_place_has_a_letter_of_its_own()
    {
        Assert.Equal(["Now", "Calendar", "Windows", "Maintenance", "Cluster", "Health", "Incidents", "Ledger", "Audit", "Settings"], Place.All.Select(p => p.Name));
        Assert.Equal("ncwmkhilas", string.Concat(Place.All.Select(p => p.Key)));
    }

    [Theory]
    [InlineData("L15182200", "/calendar?at=L15182200")]
    [InlineData("l7", "/calendar?at=L7")]
    [InlineData("C1370", "/calendar?at=C1370")]
    [InlineData("m-214", "/maintenance/M-214")]
    [InlineData("I-12", "/incidents/I-12")]
    [InlineData("tz1gg5bjopPcr9agjamyu9BbXKLibNc2rbAq", "/bakers/tz1gg5bjopPcr9agjamyu9BbXKLibNc2rbAq")]
    [InlineData("tz1gg5bjopPcr9agjamyu9BbXKLibNc2rbAr", null)]
    [InlineData("node-1", "/cluster/nodes/node-1")]
    [InlineData("node-2", null)]
    [InlineData("L", null)]
    [InlineData("L99999999999999", null)]
    [InlineData("", null)]
    public void Short_forms_stand_for_pages(string form, string? target)
    {
        var cluster = new ClusterView
        {
            Nodes = new Dictionary<string, NodeView> { ["node-1"] = new() { Name = "node-1", Uid = "u1", Unschedulable = false, Ready = true, BootId = "b1" } },
            Pods = [],
            SeenAt = Worlds.At(100),
            Connected = true,
        };
        Assert.Equal(target, ShortForms.Target(form, Worlds.World(100, Worlds.Rights(1_000), cluster)));
    }

    [Theory]
    [InlineData("right-after", null, 1_000)]
    [InlineData("right-after", "L1000", 3_000)]
    [InlineData("right-before", "L3000", 1_000)]
    [InlineData("right-after", "L3000", null)]
    [InlineData("window-after", "L200", 1_002)]
    [InlineData("window-before", "L200", 100)]
    [InlineData("right-after", "soon", 1_000)]
    public void Keys_find_the_neighbours_of_a_moment(string where, string? at, int? level) =>
        Assert.Equal(level, ShortLinks.Neighbour(Worlds.World(100, Worlds.Rights(1_000, 3_000), ClusterView.Unseen), where, at, Worlds.At(100))?.Value);

    // Thursday, 1 October 2026; clocks go back in Paris on the 25th.
    [Theory]
    [InlineData("18:00", "Europe/Paris", "2026-10-01T16:00:00Z")]
    [InlineData("9:30", "Europe/Paris", "2026-10-02T07:30:00Z")]
    [InlineData("fri 18:00", "Europe/Paris", "2026-10-02T16:00:00Z")]
    [InlineData("thursday 09:00", "Europe/Paris", "2026-10-08T07:00:00Z")]
    [InlineData("tomorrow", "UTC", "2026-10-03T00:00:00Z")]
    [InlineData("fri 18:00", "Asia/Kathmandu", "2026-10-02T12:15:00Z")]
    [InlineData("2026-10-05T00:00:00Z", "UTC", "2026-10-05T00:00:00Z")]
    public void A_moment_as_people_say_it_is_ahead_and_in_their_zone(string text, string zone, string at)
    {
        Assert.True(DayTime.TryParse(text, TimeZoneInfo.FindSystemTimeZoneById(zone), Worlds.At(100), out var read));
        Assert.Equal(DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture), read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("someday")]
    [InlineData("fri 25:00")]
    [InlineData("fri 18:00 please")]
    [InlineData("L15182200")]
    public void What_is_no_moment_is_not_guessed(string text) => Assert.False(DayTime.TryParse(text, TimeZoneInfo.Utc, Worlds.At(100), out _));

    // Both nights of the year on which clocks change, in zones that differ by 30, 45 and 60 minutes; UTC is the same for all.
    [Theory]
    [InlineData("2026-10-25T00:59:59Z", "Europe/Paris", "02:59:59")]
    [InlineData("2026-10-25T01:00:00Z", "Europe/Paris", "02:00:00")]
    [InlineData("2026-03-29T00:59:59Z", "Europe/Paris", "01:59:59")]
    [InlineData("2026-03-29T01:00:00Z", "Europe/Paris", "03:00:00")]
    [InlineData("2026-11-01T05:59:59Z", "America/New_York", "01:59:59")]
    [InlineData("2026-11-01T06:00:00Z", "America/New_York", "01:00:00")]
    [InlineData("2026-03-08T07:00:00Z", "America/New_York", "03:00:00")]
    [InlineData("2026-10-03T15:29:59Z", "Australia/Lord_Howe", "01:59:59")]
    [InlineData("2026-10-03T15:30:00Z", "Australia/Lord_Howe", "02:30:00")]
    [InlineData("2026-04-04T15:00:00Z", "Australia/Lord_Howe", "01:30:00")]
    [InlineData("2026-07-01T12:00:00Z", "Asia/Kathmandu", "17:45:00")]
    [InlineData("2026-07-01T12:00:00Z", "Asia/Katmandu", "17:45:00")]
    public void An_instant_is_told_with_the_offset_that_holds_then(string at, string zone, string own)
    {
        var instant = DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(own, Viewer.In(zone).InOwnZone(instant, instant));
        Assert.Equal(at[11..19], Viewer.InUtc(instant, instant));
    }

    [Fact]
    public void A_held_page_counts_what_has_changed_and_shows_it_when_let_go()
    {
        var hold = new PageHold();
        var drawn = 0;
        hold.Released += () => drawn++;

        hold.Toggle();
        hold.Note();
        hold.Note();
        hold.Busy(true);
        hold.Busy(false);

        Assert.True(hold.Rests);
        Assert.Equal((2, 0), (hold.Waiting, drawn));
        hold.Toggle();
        Assert.Equal((0, 1), (hold.Waiting, drawn));
        Assert.False(hold.Rests);
    }

    [Fact]
    public void A_pointer_that_is_down_holds_the_page_until_it_is_up()
    {
        var hold = new PageHold();
        var drawn = 0;
        hold.Released += () => drawn++;

        hold.Busy(true);
        hold.Note();
        hold.Busy(false);
        hold.Busy(false);

        Assert.Equal(1, drawn);
    }

    [Fact]
    public void A_chosen_zone_redraws_once_and_an_unknown_one_is_utc()
    {
        var viewer = new ViewerNow();
        var redrawn = 0;
        viewer.Changed += () => redrawn++;

        viewer.Choose("Europe/Paris");
        viewer.Choose("Europe/Paris");
        viewer.Choose("Not/AZone");

        Assert.Equal(2, redrawn);
        Assert.Equal("UTC", viewer.Now.Zone.Id);
    }
}
