using BakeWindow.Core.Alerting;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Tests.Maintenance;

namespace BakeWindow.Core.Tests.Alerting;

/// <summary>What people should hear of follows from how things stand.</summary>
public sealed class StandingAlertsTests
{
    private static readonly IReadOnlyDictionary<string, DateTimeOffset> Sighted = new Dictionary<string, DateTimeOffset>();

    [Fact]
    public void All_well_tells_nothing() => Assert.Empty(StandingAlerts.Of(World(100), [], StandingAlerts.Blind(Sighted, World(100), Worlds.At(100)), Worlds.At(100)));

    [Fact]
    public void What_can_t_be_seen_is_told_after_a_minute_and_ends_when_it_is_seen()
    {
        var world = World(100) with { Chain = null, Bakers = [new BakerFacts { Baker = Worlds.Baker }], Cluster = ClusterView.Unseen };
        var blind = StandingAlerts.Blind(Sighted, world, Worlds.Start);
        Assert.Empty(StandingAlerts.Of(world, [], blind, Worlds.Start.AddSeconds(59)));

        var told = StandingAlerts.Of(world, [], StandingAlerts.Blind(blind, world, Worlds.Start.AddSeconds(60)), Worlds.Start.AddSeconds(60));
        Assert.Equal(["blind/head", $"blind/rights/{Worlds.Baker.Value}", "blind/cluster"], told.Select(a => a.Id));
        Assert.All(told, a => Assert.Equal((AlertKind.Blind, Worlds.Start), (a.Kind, a.Since)));
        Assert.Empty(StandingAlerts.Blind(blind, World(110), Worlds.At(110)));
    }

    [Fact]
    public void An_old_head_is_told_a_minute_after_it_became_too_old_and_its_age_repeats_nothing()
    {
        // 23 s is as old as a head of six-second blocks may be.
        var world = World(100);
        var blind = StandingAlerts.Blind(Sighted, world, Worlds.At(100).AddSeconds(50));
        Assert.Empty(StandingAlerts.Of(world, [], blind, Worlds.At(100).AddSeconds(82)));
        var (first, second) = (Assert.Single(StandingAlerts.Of(world, [], blind, Worlds.At(100).AddSeconds(84))), Assert.Single(StandingAlerts.Of(world, [], blind, Worlds.At(100).AddSeconds(300))));
        Assert.Equal(Worlds.At(100).AddSeconds(23), first.Since);
        Assert.Equal((first.Essence, first.Title, first.Lines[0]), (second.Essence, second.Title, second.Lines[0]));
    }

    [Fact]
    public void A_maintenance_that_wants_a_person_or_failed_is_told_and_one_that_goes_its_way_is_not()
    {
        var start = new PlannedStart { From = new(200), To = new(400), StartsEarliest = Worlds.At(200), BackBy = Worlds.At(400), Guaranteed = TimeSpan.FromMinutes(20), Need = TimeSpan.FromMinutes(12), NeedSource = "stated", Cost = MissCost.None, ExpectedBlocks = 0 };
        var now = Worlds.At(100);
        Assert.Equal("M-1 (node-1) waits for approval", One(new Phase.AwaitingApproval(start), now).Title);
        Assert.Equal("no-window", One(new Phase.AwaitingApproval(start) { Escalated = true }, now).Essence);
        var expired = One(new Phase.Expired("no window"), now);
        Assert.Equal((AlertKind.Maintenance, "/maintenance/M-1", "node-1"), (expired.Kind, expired.Page, expired.Node));
        Assert.Empty(Of(new Phase.Waiting(start, new Approval("policy", now, 0, 0)), now));
        Assert.Empty(Of(new Phase.Expired("no window"), now, since: now - StandingAlerts.FailureTold));
        Assert.Empty(Of(new Phase.Cancelled("ann", "no need"), now));
    }

    [Fact]
    public void A_floor_that_is_held_for_too_long_is_told()
    {
        var world = World(100) with { HeldSince = new Dictionary<string, DateTimeOffset> { ["alpha"] = Worlds.At(100) - new Policy().MaxHold - TimeSpan.FromSeconds(1) } };
        var told = Assert.Single(StandingAlerts.Of(world, [], Sighted, Worlds.At(100)));
        Assert.Equal(("hold/alpha", AlertKind.Hold, Worlds.Baker), (told.Id, told.Kind, told.Baker!));
    }

    [Fact]
    public void Every_id_is_of_a_family_that_is_ended_when_it_is_over() => Assert.All(["maintenance/M-1", "hold/alpha", "blind/head", "blind/rights/x", "blind/cluster"], id => Assert.Contains(StandingAlerts.Families, f => id.StartsWith(f, StringComparison.Ordinal)));

    private static Alert One(Phase phase, DateTimeOffset now) => Assert.Single(Of(phase, now));

    private static IReadOnlyList<Alert> Of(Phase phase, DateTimeOffset now, DateTimeOffset? since = null) => StandingAlerts.Of(World(100), [new MaintenanceRecord(Request(), phase, since ?? now)], Sighted, now);

    private static MaintenanceRequest Request() => new() { Id = "M-1", Action = new MaintenanceAction.RebootNode("node-1"), Need = TimeSpan.FromMinutes(12), RequestedBy = "ann", RequestedAt = Worlds.Start, Reason = "kernel", Urgency = Urgency.Normal };

    private static World World(int level) => Worlds.World(level, Worlds.Rights(1_000, 5_000), new ClusterView { Nodes = new Dictionary<string, NodeView>(), Pods = [], SeenAt = Worlds.At(level), Connected = true });
}
