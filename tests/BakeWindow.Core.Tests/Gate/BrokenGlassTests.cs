using BakeWindow.Core.Cluster;
using BakeWindow.Core.Disruptions;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Tests.Gate;

/// <summary>A person against the gate: what he may override, for which node, and for how long.</summary>
public sealed class BrokenGlassTests
{
    private static readonly DateTimeOffset End = GateScene.Now.AddMinutes(30);
    private static readonly BrokenGlass Glass = new("node-1", "ak", "the disk is failing", GateScene.Now.AddMinutes(-1), End);

    private static World Near => GateScene.World(rights: [1_150]);

    private static World Broken(World world) => world with { Glass = [Glass] };

    public static TheoryData<string> Overridden => ["right", "freeze", "hours", "ticket", "signer", "node", "head", "stale", "rights", "budget"];

    private static World Held(string by) => by switch
    {
        "freeze" => GateScene.World(policy: new Policy { Freezes = [new FreezePeriod(new TimeRange(Sample.Noon, Sample.Noon.AddHours(1)), "audit", "bo")] }),
        "hours" => GateScene.World(policy: new Policy { Hours = new AllowedHours(TimeZoneInfo.Utc, [new WeeklySpan(new HashSet<DayOfWeek> { DayOfWeek.Sunday }, default, default)]) }),
        "ticket" => GateScene.World(policy: new Policy { Access = WindowAccess.Ticketed }),
        "signer" => Of(b => b with { SignerHealthy = false }),
        "node" => Of(b => b with { NodeSynced = false }),
        "head" => Near with { Chain = null },
        "stale" => Near with { Chain = Near.Chain! with { Head = Near.Chain.Head with { Timestamp = GateScene.Now.AddMinutes(-5) } } },
        "rights" => Of(b => b with { Rights = null }),
        "budget" => Of(b => b with { Rights = b.Rights! with { Participation = b.Rights.Participation! with { MissedSlots = 100_000 } } }),
        _ => Near,
    };

    private static World Of(Func<BakerFacts, BakerFacts> change) => Near with { Bakers = [change(Near.Bakers[0])] };

    [Theory]
    [MemberData(nameof(Overridden))]
    public void Rights_policy_and_what_is_not_known_are_overridden_and_said_so(string by)
    {
        var world = Held(by);
        var otherwise = GateScene.Decide(world);
        Assert.IsNotType<Verdict.Allowed>(otherwise);

        var verdict = Assert.IsType<Verdict.Allowed>(GateScene.Decide(Broken(world)));

        Assert.Equal(ReasonCode.BrokenGlass, verdict.Reason);
        Assert.Contains("ak broke the glass", verdict.Message, StringComparison.Ordinal);
        Assert.Contains(otherwise.Reason.Kebab(), verdict.Message, StringComparison.Ordinal);
        Assert.Contains(verdict.Findings, f => !f.Passed && f.Check == otherwise.Reason.Kebab());
        Assert.Equal((End, GateScene.Now.AddSeconds(10)), (verdict.BackBy, verdict.ValidUntil));
        Assert.True(verdict.Message.Length <= 240);
    }

    [Fact]
    public void Without_it_the_gate_s_own_yes_stays_its_own() => Assert.Equal(ReasonCode.SafeWindow, GateScene.Decide(Broken(GateScene.World())).Reason);

    [Theory]
    [InlineData(-2)]
    [InlineData(30)]
    [InlineData(31)]
    public void Before_it_and_from_its_end_on_the_gate_says_no(int minutes)
    {
        var now = GateScene.Now.AddMinutes(minutes);
        var world = Broken(Near) with { Cluster = GateScene.Cluster with { SeenAt = now } };

        Assert.IsNotType<Verdict.Allowed>(GateScene.Decide(world, now: now));
    }

    [Fact]
    public void It_opens_that_node_only()
    {
        var world = Broken(Near) with { Cluster = GateScene.Cluster with { Pods = [GateScene.Cluster.Pods[0] with { Node = "node-2" }] } };

        Assert.Equal(ReasonCode.BakingRightAhead, GateScene.Decide(world, GateScene.Ask(node: "node-2")).Reason);
        Assert.Equal(ReasonCode.BakingRightAhead, GateScene.Decide(Broken(Near), GateScene.Ask(node: null)).Reason);
    }

    [Fact]
    public void A_maintenance_keeps_to_its_own_price() =>
        Assert.Equal(ReasonCode.BakingRightAhead, GateScene.Decide(Broken(Near), GateScene.Ask(maintenance: "M-1")).Reason);

    [Fact]
    public void What_the_cluster_forbids_it_does_not_open()
    {
        Assert.Equal(ReasonCode.AnotherMaintenance, GateScene.Decide(Broken(Near) with { Active = [new ActiveMaintenance("M-2", "node-2", "rack-a", [])] }).Reason);
        Assert.Equal(ReasonCode.ClusterUnknown, GateScene.Decide(Broken(Near) with { Cluster = GateScene.Cluster with { Connected = false } }).Reason);
        Assert.Equal(ReasonCode.NodeUnknown, GateScene.Decide(Near with { Glass = [Glass with { Node = "node-9" }] }, GateScene.Ask(node: "node-9")).Reason);
        var twice = GateScene.Cluster with { Pods = [.. GateScene.Cluster.Pods, GateScene.Cluster.Pods[0] with { Name = new PodName("tezos", "alpha-1"), Node = "node-2", Terminating = true }] };
        Assert.Equal(ReasonCode.SecondBaker, GateScene.Decide(Broken(Near) with { Cluster = twice }).Reason);
    }

    [Fact]
    public void The_floor_opens_for_it_and_closes_at_its_end_and_a_no_is_told_until_it_is_open()
    {
        var world = Broken(Near) with { Cluster = GateScene.Cluster with { Floors = [GateScene.Floor(closed: true)] } };

        Assert.True(FloorPlan.Of(world, new HashSet<string>(), GateScene.Now)["alpha"]);
        Assert.Equal(ReasonCode.FloorNotOpen, GateScene.Decide(world).Reason);
        Assert.Contains("the glass is broken", GateScene.Decide(world).Message, StringComparison.Ordinal);
        Assert.False(FloorPlan.Of(world with { Cluster = world.Cluster with { SeenAt = End } }, new HashSet<string>(), End)["alpha"]);
        Assert.True(FloorPlan.Of(world with { Policy = new Policy { Access = WindowAccess.Ticketed } }, new HashSet<string>(), GateScene.Now)["alpha"]);
    }

    [Fact]
    public void The_webhook_lets_an_eviction_there_through_and_none_elsewhere()
    {
        var guard = new DisruptionGuard("bakewindow");
        var world = Broken(Near) with { Cluster = GateScene.Cluster with { Pods = [GateScene.Cluster.Pods[0] with { Name = new PodName("tezos", "alpha-0") }] } };
        var eviction = new DisruptionRequest { Kind = DisruptionKind.Evict, Namespace = "tezos", Name = "alpha-0", User = "kubectl" };

        Assert.Equal("broken-glass", Assert.IsType<DisruptionAnswer.LetThrough>(guard.Answer(world, new HashSet<string>(), eviction, GateScene.Now)).Reason);
        Assert.IsType<DisruptionAnswer.Refuse>(guard.Answer(world with { Glass = [Glass with { Node = "node-2" }] }, new HashSet<string>(), eviction, GateScene.Now));
    }
}
