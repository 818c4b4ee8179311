using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Tests.Maintenance;
using BakeWindow.Core.Time;
using BakeWindow.Web.Feeds;
using CsCheck;
using Ical.Net;

namespace BakeWindow.Tests.Web.Feeds;

public sealed class FeedEventsTests
{
    private static readonly FeedQuestion All = new("all", "all bakers", [], TimeSpan.FromMinutes(12));

    [Fact]
    public void Windows_are_free_what_lies_between_them_is_not_and_knowledge_has_an_end()
    {
        var events = From(Worlds.World(100, Worlds.Rights(1_000, 1_005, 2_000), ClusterView.Unseen));

        Assert.Equal(["Window", "Held", "Window", "Held", "Window", "Can't say"], events.Select(e => e.Category));
        Assert.All(events, e => Assert.Equal(e.Category == "Window", e.Free));
        Assert.All(events.Zip(events.Skip(1)), p => Assert.True(p.First.End <= p.Second.Start, $"{p.First.Summary} ends after {p.Second.Summary} begins"));
        Assert.Contains("level 1000 to 1005", events[1].Description, StringComparison.Ordinal);
        Assert.Contains("not before", events[0].Description, StringComparison.Ordinal);
        Assert.Contains("Can't say after", events[^1].Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_window_is_rounded_inwards_and_holds_the_need_whatever_the_rights() => Gen.Int[101, 9_000].Array[0, 60].Sample(levels =>
    {
        var world = Worlds.World(100, Worlds.Rights([.. levels.Distinct()]), ClusterView.Unseen);
        var plan = WindowPlanner.Plan(world.Chain!, [world.Bakers[0].Rights!], OutageEstimate.Stated(TimeSpan.FromMinutes(12)), world.Policy);
        var events = From(world);
        foreach (var e in events.Where(e => e.Free))
        {
            Assert.Contains(plan.Windows, w => w.OpensEarliest <= e.Start && e.End <= w.ClosesEarliest);
            Assert.True(e.End - e.Start >= TimeSpan.FromMinutes(12));
            Assert.Equal((0, 0), (e.Start.Second, e.End.Second));
        }

        Assert.Equal(events.Count, events.Select(e => e.Uid).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal("Can't say", events[^1].Category);
    }, iter: 100);

    [Fact]
    public void An_entry_keeps_its_uid_when_the_chain_goes_on_and_its_sequence_only_rises_when_it_slips()
    {
        var rights = Worlds.Rights(1_000, 1_500);
        var before = From(Worlds.World(100, rights, ClusterView.Unseen)).Where(e => e.Category is "Window" or "Held").ToList();
        var world = Worlds.World(400, rights, ClusterView.Unseen);
        var late = world with { Chain = world.Chain! with { Head = world.Chain.Head with { Timestamp = world.Chain.Head.Timestamp.AddMinutes(3) } } };
        var after = FeedEvents.From(late, All, [], late.Chain!.Head.Timestamp).ToDictionary(e => e.Uid);

        Assert.All(before, e => Assert.True(after.ContainsKey(e.Uid), $"{e.Uid} is gone"));
        Assert.All(before, e => Assert.True(after[e.Uid].Sequence > e.Sequence));
        Assert.Equal(before.Select(e => e.Sequence), From(Worlds.World(100, rights, ClusterView.Unseen)).Where(e => e.Category is "Window" or "Held").Select(e => e.Sequence));
    }

    [Fact]
    public void What_is_not_known_is_said_and_never_free()
    {
        var world = Worlds.World(100, Worlds.Rights(1_000), ClusterView.Unseen);
        foreach (var unknown in new[] { FeedEvents.From(world with { Chain = null }, All, [], Worlds.At(100)), FeedEvents.From(world, All, [], Worlds.At(100).AddMinutes(5)) })
        {
            var said = Assert.Single(unknown);
            Assert.Equal(("Can't say", false), (said.Category, said.Free));
            Assert.Contains("not free", said.Description, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Freezes_and_maintenances_stand_with_owner_and_state()
    {
        var freeze = new FreezePeriod(new TimeRange(Worlds.At(200), Worlds.At(800)), "launch", "ak");
        var world = Worlds.World(100, Worlds.Rights(5_000), ClusterView.Unseen) with { Policy = new Policy { Freezes = [freeze] } };
        var request = new MaintenanceRequest { Id = "M-7", Action = new MaintenanceAction.RebootNode("node-1"), Reason = "kernel, 6.12; \"now\"", RequestedBy = "kured", RequestedAt = Worlds.At(90) };
        var start = new PlannedStart { From = new(300), To = new(4_000), StartsEarliest = Worlds.At(300), BackBy = Worlds.At(4_000), Guaranteed = TimeSpan.FromHours(6), Need = TimeSpan.FromMinutes(12), NeedSource = "stated", Cost = MissCost.None, ExpectedBlocks = 0 };
        MaintenanceRecord[] records = [new(request, new Phase.AwaitingApproval(start), Worlds.At(95)), new(request with { Id = "M-6" }, new Phase.Requested(), Worlds.At(95))];

        var events = FeedEvents.From(world, All, records, Worlds.At(100));

        Assert.Equal("Frozen by ak: launch", Assert.Single(events, e => e.Category == "Freeze").Summary);
        var maintenance = Assert.Single(events, e => e.Category == "Maintenance");
        Assert.Equal("M-7 reboot node-1: Needs approval", maintenance.Summary);
        Assert.Equal("TENTATIVE", maintenance.Status);
        Assert.Contains("level 300", maintenance.Description, StringComparison.Ordinal);

        var other = All with { Bakers = [Core.Rights.BakerAddress.Parse("tz1NRGxXV9h6SdNaZLcgmjuLx3hyy2f8YoGN")], Scope = "x" };
        Assert.DoesNotContain(FeedEvents.From(world, other, records, Worlds.At(100)), e => e.Category == "Maintenance");
    }

    [Fact]
    public void A_feed_is_bounded_and_says_that_there_is_more()
    {
        var question = All with { Need = TimeSpan.FromMinutes(1) };
        var world = Worlds.World(100, Worlds.Rights([.. Enumerable.Range(1, 280).Select(i => 100 + (i * 32))]), ClusterView.Unseen);

        var events = FeedEvents.From(world, question, [], Worlds.At(100));

        Assert.True(events.Count(e => e.Category == "Window") <= FeedEvents.MostWindows);
        Assert.True(events.Count <= (2 * FeedEvents.MostWindows) + 1);
        Assert.Contains("lists 150 windows", events[^1].Description, StringComparison.Ordinal);
    }

    // Both nights of a change of clocks, in zones of whole, half and odd hours: whoever reads the feed shows the same instants.
    [Theory]
    [InlineData("2026-10-25T00:00:00Z")]
    [InlineData("2026-03-29T00:30:00Z")]
    [InlineData("2026-04-04T14:30:00Z")]
    [InlineData("2026-11-01T05:30:00Z")]
    public void What_is_written_is_read_back_to_the_same_instants_over_every_change_of_clocks(string around)
    {
        var at = DateTimeOffset.Parse(around, System.Globalization.CultureInfo.InvariantCulture);
        FeedEvent[] events =
        [
            new() { Category = "Window", Uid = "a@x", Summary = "Fenster, groß; \"frei\"", Description = "One\nTwo, three; four\\five " + new string('ä', 200), Start = at.AddMinutes(-45), End = at.AddMinutes(90), Free = true },
            new() { Category = "Can't say", Uid = "b@x", Summary = "?", Description = "", Start = at, End = at.AddHours(1), Status = "TENTATIVE" },
        ];

        var text = FeedText.Write("BakeWindow test", events, at);
        var read = Ical.Net.Calendar.Load(text)!;

        Assert.Equal(2, read.Events.Count);
        foreach (var (e, r) in events.Zip(read.Events))
        {
            Assert.Equal((e.Uid, e.Summary, e.Sequence, e.Status), (r.Uid!, r.Summary!, r.Sequence, r.Status!));
            Assert.Equal(e.Free ? "TRANSPARENT" : "OPAQUE", r.Transparency);
            Assert.Equal([e.Category], r.Categories);
            Assert.Equal((e.Start.UtcDateTime, e.End.UtcDateTime, at.UtcDateTime), (r.Start!.AsUtc, r.End!.AsUtc, r.DtStamp!.AsUtc));
            Assert.Equal(e.Description.Length == 0 ? "" : e.Description, r.Description ?? "");
            foreach (var zone in new[] { "Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu" })
            {
                Assert.Equal(TimeZoneInfo.ConvertTime(e.Start, TimeZoneInfo.FindSystemTimeZoneById(zone)).DateTime, r.Start.ToTimeZone(zone).Value);
            }
        }

        Assert.DoesNotContain("VTIMEZONE", text, StringComparison.Ordinal);
        Assert.DoesNotContain("TZID", text, StringComparison.Ordinal);
        Assert.Contains("REFRESH-INTERVAL;VALUE=DURATION:PT1H", text, StringComparison.Ordinal);
        Assert.All(text.Split("\r\n"), l => Assert.True(System.Text.Encoding.UTF8.GetByteCount(l) <= 75, l));
    }

    [Fact]
    public void The_tag_changes_with_an_entry_and_not_with_the_stamp()
    {
        var rights = Worlds.Rights(5_000);
        var world = Worlds.World(100, rights, ClusterView.Unseen);
        var events = From(world);

        Assert.Equal(FeedText.Tag("t", events), FeedText.Tag("t", From(world)));
        Assert.NotEqual(FeedText.Tag("t", events), FeedText.Tag("t", From(Worlds.World(100, Worlds.Rights(5_020), ClusterView.Unseen))));
        Assert.NotEqual(FeedText.Tag("t", events), FeedText.Tag("u", events));
    }

    private static IReadOnlyList<FeedEvent> From(World world) => FeedEvents.From(world, All, [], world.Chain!.Head.Timestamp);
}
