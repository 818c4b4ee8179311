using BakeWindow.Core.Chain;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Deciding;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;
using BakeWindow.Core.Tests.Planning;
using BakeWindow.Core.Time;
using CsCheck;

namespace BakeWindow.Core.Tests.Gate;

/// <summary>A decision that was kept can be decided again from what was kept alone, and comes out the same in every figure and word.</summary>
public sealed class DecisionRecordTests
{
    private static readonly Gen<(World World, GateRequest Request, DateTimeOffset Now)> Asked =
        from generated in GeneratedChain.Gen
        from what in Gen.Int[0, 4]
        from minutes in Gen.Double[0.2, 90]
        from seconds in Gen.Int[-5, 60]
        from turns in Gen.Int[0, 4095]
        select Scene(generated, what, minutes, seconds, turns);

    [Fact]
    public void Whatever_was_asked_of_whatever_world_is_answered_the_same_from_what_was_kept() => Asked.Sample(
        asked =>
        {
            var verdict = Gatekeeper.Decide(asked.World, asked.Request, asked.Now);
            var record = DecisionRecord.Of(asked.World, verdict, "test");
            var read = DecisionRecord.Read(record.Write());

            Assert.Equal(DecisionRecord.Text(verdict), DecisionRecord.Text(read.Verdict));
            Assert.Equal(DecisionRecord.Text(verdict), DecisionRecord.Text(read.Recompute()));
            Assert.True(read.Holds());
        },
        iter: 3_000);

    [Fact]
    public void Every_kind_of_answer_comes_up_among_those()
    {
        var reasons = new HashSet<ReasonCode>();
        Asked.Sample(asked => { lock (reasons) { reasons.Add(Gatekeeper.Decide(asked.World, asked.Request, asked.Now).Reason); } }, iter: 3_000);

        Assert.Empty(((HashSet<ReasonCode>)
        [
            ReasonCode.SafeWindow, ReasonCode.NoDutyHere, ReasonCode.BakingRightAhead, ReasonCode.RightNotSettled, ReasonCode.HeadStale, ReasonCode.ClusterUnknown, ReasonCode.AnotherMaintenance,
            ReasonCode.Freeze, ReasonCode.OutsideAllowedHours, ReasonCode.SignerUnhealthy, ReasonCode.TicketRequired, ReasonCode.SourcesDisagree, ReasonCode.BudgetExceeded, ReasonCode.FloorNotOpen,
        ]).Except(reasons));
    }

    [Fact]
    public void What_the_answer_can_not_depend_on_is_left_out()
    {
        var world = GateScene.World();
        var crowd = Enumerable.Range(0, 500).Select(i => new PodView { Name = new PodName("shop", $"web-{i}"), Uid = $"w{i}", Node = "node-2", Phase = "Running", Ready = true });
        world = world with
        {
            Cluster = world.Cluster! with { Pods = [.. world.Cluster.Pods, .. crowd] },
            Bakers = [.. world.Bakers, new BakerFacts { Baker = Sample.Other, Rights = Sample.Rights(Sample.Other, Sample.At(1_200)) }],
        };
        var record = DecisionRecord.Of(world, GateScene.Decide(world), "test");

        Assert.Equal("tezos/alpha-0", Assert.Single(record.World.Cluster!.Pods).Name.ToString());
        Assert.Equal(Sample.Baker, Assert.Single(record.World.Bakers).Baker);
        Assert.InRange(record.Write().Length, 1, 6_000);
    }

    [Fact]
    public void An_answer_that_was_tampered_with_does_not_hold()
    {
        var world = GateScene.World(rights: 1_110);
        var record = DecisionRecord.Of(world, GateScene.Decide(world), "test");
        var changed = DecisionRecord.Read(record.Write().Replace("\"answer\":\"held\"", "\"answer\":\"unknown\"", StringComparison.Ordinal));

        Assert.True(record.Holds());
        Assert.False(changed.Holds());
        Assert.NotEqual(DecisionRecord.IdOf(record.Write()), DecisionRecord.IdOf(changed.Write()));
    }

    [Fact]
    public void Every_part_of_a_policy_is_kept()
    {
        var policy = new Policy
        {
            WarmUp = TimeSpan.FromTicks(1_234_567), HardRounds = 2, BudgetReserve = 1.0 / 3, Access = WindowAccess.Ticketed, ReleaseTo = ["kured"],
            Hours = new AllowedHours(TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris"), [new WeeklySpan(new HashSet<DayOfWeek> { DayOfWeek.Monday }, new TimeOnly(22, 0), new TimeOnly(4, 30))], [new DateOnly(2026, 12, 24)]),
            Freezes = [new FreezePeriod(new TimeRange(Sample.Noon, Sample.Noon.AddTicks(7)), "why", "ak")],
        };
        var world = GateScene.World(policy: policy);
        var json = DecisionRecord.Of(world, GateScene.Decide(world), "test").Write();

        Assert.Equal(json, DecisionRecord.Read(json).Write());
        var read = DecisionRecord.Read(json).World.Policy;
        Assert.Equal(policy with { Hours = null, Freezes = read.Freezes, ReleaseTo = read.ReleaseTo }, read with { Hours = null });
        Assert.Equal(policy.Freezes, read.Freezes);
        Assert.Equal(policy.Hours!.ExcludedDates, read.Hours!.ExcludedDates);
    }

    public static TheoryData<string, string> Overridden => new()
    {
        { "glass", "" }, { "glass elsewhere", "" }, { "glass", "maintenance" }, { "freeze", "" }, { "freeze elsewhere", "" }, { "freeze", "bakers" }, { "freeze", "workload" }, { "freeze elsewhere", "workload" },
        { "glass and freeze", "" }, { "glass and twins", "" },
    };

    [Theory]
    [MemberData(nameof(Overridden))]
    public void A_broken_glass_and_a_freeze_of_one_node_are_kept(string what, string asked)
    {
        var node = what.EndsWith("elsewhere", StringComparison.Ordinal) ? "node-2" : "node-1";
        var own = GateScene.Cluster.Pods[0] with { ControllerKind = "StatefulSet", ControllerName = "alpha" };
        var world = GateScene.World(rights: what.StartsWith("glass", StringComparison.Ordinal) ? 1_110 : 1_500, policy: new Policy
        {
            Freezes = what.Contains("freeze", StringComparison.Ordinal) ? [new FreezePeriod(new TimeRange(Sample.Noon, Sample.Noon.AddMinutes(20)), "someone debugs it", "ak") { Node = node }] : [],
        });
        world = world with
        {
            Glass = what.StartsWith("glass", StringComparison.Ordinal) ? [new BrokenGlass(node, "ak", "the disk is failing", GateScene.Now.AddMinutes(-1), GateScene.Now.AddMinutes(30))] : [],
            Cluster = world.Cluster! with { Pods = what.EndsWith("twins", StringComparison.Ordinal) ? [own, own with { Name = new PodName("tezos", "alpha-1"), Uid = "twin", Node = "node-2", Terminating = true }] : [own] },
        };
        var request = asked switch
        {
            "bakers" => GateScene.Ask(node: null),
            "workload" => new GateRequest { Workload = new WorkloadName(WorkloadKind.StatefulSet, "tezos", "alpha"), Need = TimeSpan.FromMinutes(5) },
            "maintenance" => GateScene.Ask(maintenance: "M-1"),
            _ => GateScene.Ask(),
        };

        var verdict = Gatekeeper.Decide(world, request, GateScene.Now);
        var read = DecisionRecord.Read(DecisionRecord.Of(world, verdict, "test").Write());

        Assert.True(read.Holds());
        Assert.Equal(world.Glass, read.World.Glass);
        Assert.Equal(world.Policy.Freezes, read.World.Policy.Freezes);
        Assert.Equal(
            (what, asked) switch
            {
                ("glass" or "glass and freeze", "") => ReasonCode.BrokenGlass,
                ("glass and twins", _) => ReasonCode.SecondBaker,
                ("freeze", _) => ReasonCode.Freeze,
                ("freeze elsewhere", _) => ReasonCode.SafeWindow,
                _ => ReasonCode.BakingRightAhead,
            },
            read.Recompute().Reason);
    }

    private static (World World, GateRequest Request, DateTimeOffset Now) Scene(GeneratedChain g, int what, double minutes, int seconds, int turns)
    {
        bool Turn(int bit) => (turns & (1 << bit)) != 0;
        var bakers = g.Bakers.Select((rights, i) => new BakerFacts
        {
            Baker = rights.Sheet.Baker,
            Rights = rights with { Participation = new Participation { ExpectedSlots = 504_000, MinimalSlots = 336_000, MissedSlots = Turn(0) ? 83_990 : 100, MissedLevels = 3, ExpectedRewardMutez = 1, ReadAt = new Level(1_001) } },
            SignerHealthy = Turn(1) && i == 0 && Turn(2) ? false : null,
            NodeSynced = true,
        }).ToList();
        ProtectedWorkload Workload(int i) => GateScene.Workload with { Name = $"w{i}", Baker = bakers[i].Baker, Selector = LabelSelector.Parse($"app=b{i}") };
        PodView Pod(int i) => new()
        {
            Name = new PodName("tezos", $"b{i}-0"), Uid = $"p{i}", Node = i == 0 ? "node-1" : "node-2", Phase = "Running", Ready = true, ControllerKind = "StatefulSet", ControllerName = $"b{i}",
            Labels = new Dictionary<string, string> { ["app"] = $"b{i}" },
        };
        var now = Sample.Noon.AddSeconds(Turn(3) ? Math.Abs(seconds) % 20 : seconds * 2);
        var world = new World
        {
            Policy = g.Policy with
            {
                Access = Turn(4) && Turn(5) ? WindowAccess.Ticketed : WindowAccess.Windowed,
                Freezes = Turn(6) && Turn(9) ? [new FreezePeriod(new TimeRange(now.AddMinutes(1), now.AddHours(1)), "because", "ak")] : [],
                Hours = Turn(11) && Turn(8) ? new AllowedHours(TimeZoneInfo.Utc, [new WeeklySpan(new HashSet<DayOfWeek> { DayOfWeek.Monday, DayOfWeek.Thursday }, new TimeOnly(11, 0), new TimeOnly(12, 30))]) : null,
            },
            Chain = Turn(9) && Turn(10) && Turn(0) ? null : g.Chain,
            Sources = [new SourceView("a", Turn(8) && Turn(9) ? SourceState.Disagreeing : SourceState.Ok, new Level(5), "BL", now, "another block")],
            Bakers = bakers,
            Workloads = [.. Enumerable.Range(0, bakers.Count).Select(Workload)],
            Cluster = GateScene.Cluster with
            {
                SeenAt = Turn(10) && Turn(11) ? now.AddHours(-1) : now,
                Pods = [.. Enumerable.Range(0, bakers.Count).Select(Pod)],
                Floors = Turn(7) ? [GateScene.Floor(closed: Turn(4), selector: "app=b0")] : [],
            },
            Active = Turn(5) && Turn(11) ? [new ActiveMaintenance("M-1", "node-9", "rack-z", [bakers[0].Baker])] : [],
            Foreign = Turn(3) && Turn(10) ? [new ForeignWork("kured", "node-2", now.AddHours(1))] : [],
            HeldSince = new Dictionary<string, DateTimeOffset> { ["w0"] = Turn(1) ? now.AddDays(-3) : now },
            Outages = new Dictionary<string, OutageEstimate> { ["node-1"] = g.Outage },
            DefaultOutage = Sample.Need(12),
        };
        var request = what switch
        {
            0 => new GateRequest(),
            1 => new GateRequest { Bakers = [bakers[^1].Baker], Need = TimeSpan.FromMinutes(minutes) },
            2 => new GateRequest { Workload = new WorkloadName(WorkloadKind.StatefulSet, "tezos", "b0"), FloorAside = true, Maintenance = Turn(0) ? "M-1" : null },
            3 => new GateRequest { Node = Turn(1) ? "node-1" : "node-2", Need = Turn(6) ? TimeSpan.FromMinutes(minutes) : null, Client = "kured" },
            _ => new GateRequest { Node = Turn(0) && Turn(1) ? "node-7" : "node-1", Need = TimeSpan.FromMinutes(minutes), Maintenance = Turn(2) ? "M-2" : null, FloorAside = Turn(3) },
        };
        return (world, request, now);
    }
}
