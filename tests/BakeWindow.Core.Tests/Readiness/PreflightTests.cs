using BakeWindow.Core.Bypasses;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Deciding;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Readiness;
using BakeWindow.Core.Tests.Gate;

namespace BakeWindow.Core.Tests.Readiness;

public sealed class PreflightTests
{
    private static PreflightReport Of(World world, GateRequest? request = null) => Preflight.Of(world, request ?? GateScene.Ask(), GateScene.Now);

    private static PreflightCheck Check(World world, PreflightCode code, GateRequest? request = null) => Assert.Single(Of(world, request).Checks, c => c.Code == code);

    private static World Facts(Func<BakerFacts, BakerFacts> change) => GateScene.World() is var world ? world with { Bakers = [change(world.Bakers[0])] } : null!;

    private static World Demanding(World world, PreflightCode code, Demand demand) => world with { Policy = world.Policy with { Readiness = world.Policy.Readiness with { Demands = [new DemandOf(code, demand)] } } };

    [Fact]
    public void An_installation_that_declares_neither_signer_nor_node_nor_cluster_is_held_by_nothing()
    {
        var world = Facts(b => b with { SignerHealthy = null, NodeSynced = null }) with { Cluster = null, Workloads = [] };
        var report = Of(world, GateScene.Ask(node: null));

        Assert.Equal(PreflightAnswer.Ready, report.Answer);
        Assert.All(report.Checks, c => Assert.Equal(CheckStanding.NotDeclared, c.Standing));
        Assert.Equal(Enum.GetValues<PreflightCode>(), report.Checks.Select(c => c.Code));
        Assert.IsType<Verdict.Allowed>(GateScene.Decide(world, GateScene.Ask(node: null)));
    }

    [Theory]
    [InlineData(119, CheckStanding.Failed)]
    [InlineData(120, CheckStanding.Passed)]
    public void The_path_to_the_key_must_have_been_well_for_two_minutes(int seconds, CheckStanding standing)
    {
        var check = Check(Facts(b => b with { Signer = new PartFacts(PartStanding.Well, "key-served", "", GateScene.Now.AddSeconds(-seconds)) }), PreflightCode.SignerPath);

        Assert.Equal(standing, check.Standing);
        Assert.Contains("2026-10-01 11:5", check.Words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PartStanding.Degraded, CheckStanding.Warned, PreflightAnswer.Ready)]
    [InlineData(PartStanding.Unknown, CheckStanding.Unknown, PreflightAnswer.CannotKnow)]
    [InlineData(PartStanding.Down, CheckStanding.Failed, PreflightAnswer.NotReady)]
    public void A_degraded_path_is_told_and_an_unknown_one_is_never_safe(PartStanding path, CheckStanding standing, PreflightAnswer answer)
    {
        var world = Facts(b => b with { Signer = new PartFacts(path, "x", "one of two signers answers", GateScene.Now) });

        Assert.Equal(standing, Check(world, PreflightCode.SignerPath).Standing);
        Assert.Equal(answer, Of(world).Answer);
        var verdict = GateScene.Decide(world);
        Assert.Equal(answer is PreflightAnswer.Ready, verdict is Verdict.Allowed);
        Assert.Contains(verdict.Findings, f => f.Detail.Contains("one of two signers answers", StringComparison.Ordinal));
    }

    [Fact]
    public void Work_that_has_begun_to_evict_is_not_asked_again_what_it_took_away_itself() =>
        Assert.IsType<Verdict.Allowed>(GateScene.Decide(ReadinessScene.WithSentries(ready: false), GateScene.Ask(maintenance: "M-1", underway: true)));

    [Fact]
    public void What_policy_ignores_is_not_looked_at_and_what_it_warns_of_holds_nothing()
    {
        var world = ReadinessScene.WithSentries(ready: false);

        Assert.IsType<Verdict.Held>(GateScene.Decide(world));
        Assert.IsType<Verdict.Allowed>(GateScene.Decide(Demanding(world, PreflightCode.Sentries, Demand.Ignore)));
        Assert.DoesNotContain(Of(Demanding(world, PreflightCode.Sentries, Demand.Ignore)).Checks, c => c.Code is PreflightCode.Sentries);
        var warned = Assert.IsType<Verdict.Allowed>(GateScene.Decide(Demanding(world, PreflightCode.Sentries, Demand.Warn)));
        Assert.Contains(warned.Findings, f => f is { Check: "preflight sentries", Passed: true } && f.Detail.Contains("public-1", StringComparison.Ordinal));
    }

    [Fact]
    public void The_last_sentry_that_is_ready_is_not_taken_away_and_the_one_that_finds_no_node_is_named()
    {
        var since = GateScene.Now.AddHours(-28);
        var world = ReadinessScene.WithPods(
            ReadinessScene.Pod, ReadinessScene.SentryPod("public-0", "node-1"), ReadinessScene.SentryPod("public-1", null, false) with { Unscheduled = new Unscheduled(since, "0/2 nodes are available") });
        var held = Assert.IsType<Verdict.Held>(GateScene.Decide(world));

        Assert.Equal(ReasonCode.SentriesUnwell, held.Reason);
        Assert.Contains("tezos/public-1 finds no node: 0/2 nodes are available since 2026-09-30 08:00:01Z", held.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_has_one_sentry_lives_so_every_day()
    {
        var check = Check(ReadinessScene.WithPods(ReadinessScene.Pod, ReadinessScene.SentryPod("public-0", "node-1")), PreflightCode.Sentries);

        Assert.Equal((CheckStanding.Warned, false), (check.Standing, check.Holds));
    }

    [Theory]
    [InlineData(false, CheckStanding.Passed)]
    [InlineData(true, CheckStanding.Failed)]
    public void A_volume_on_its_node_matters_only_when_the_node_itself_goes(bool goes, CheckStanding standing) =>
        Assert.Equal(standing, Check(ReadinessScene.WithPinnedVolume(), PreflightCode.Volume, GateScene.Ask() with { NodeGoes = goes }).Standing);

    [Fact]
    public void Volumes_that_could_not_be_read_are_not_known_and_it_is_said_what_to_grant()
    {
        var check = Check(ReadinessScene.WithPinnedVolume() with { Volumes = null }, PreflightCode.Volume, GateScene.Ask() with { NodeGoes = true });

        Assert.Equal(CheckStanding.Unknown, check.Standing);
        Assert.Contains("deploy/components/audit", check.Words, StringComparison.Ordinal);
    }

    [Fact]
    public void A_volume_of_one_zone_follows_to_a_node_there_and_nowhere_else()
    {
        static NodeView In(string name, string zone) => GateScene.Cluster.Nodes[name] with { Labels = new Dictionary<string, string> { [ReadinessLabels.Zone] = zone } };
        World With(string other) => ReadinessScene.WithPod(p => p with { Claims = ["data"] }) is var world ? world with
        {
            Volumes = [new ClaimFact("tezos", "data", true, []) { Zones = ["a"] }],
            Cluster = world.Cluster! with { Nodes = new Dictionary<string, NodeView> { ["node-1"] = In("node-1", "a"), ["node-2"] = In("node-2", other) } },
        } : null!;
        var goes = GateScene.Ask() with { NodeGoes = true };

        Assert.Equal(CheckStanding.Passed, Check(With("a"), PreflightCode.Volume, goes).Standing);
        Assert.Equal(CheckStanding.Failed, Check(With("b"), PreflightCode.Volume, goes).Standing);
    }

    [Fact]
    public void Another_node_must_be_ready_uncordoned_and_bear_the_labels()
    {
        var goes = GateScene.Ask() with { NodeGoes = true };
        World With(Func<NodeView, NodeView> change) => GateScene.World() with
        {
            Cluster = GateScene.Cluster with { Nodes = new Dictionary<string, NodeView> { ["node-1"] = GateScene.Cluster.Nodes["node-1"], ["node-2"] = change(GateScene.Cluster.Nodes["node-2"]) } },
        };

        Assert.Equal(CheckStanding.Passed, Check(With(n => n), PreflightCode.Schedulable, goes).Standing);
        Assert.Contains("the scheduler alone knows", Check(With(n => n), PreflightCode.Schedulable, goes).Words, StringComparison.Ordinal);
        Assert.Equal(CheckStanding.Failed, Check(With(n => n with { Unschedulable = true }), PreflightCode.Schedulable, goes).Standing);
        Assert.Equal(CheckStanding.Failed, Check(With(n => n with { Ready = false }), PreflightCode.Schedulable, goes).Standing);
    }

    [Fact]
    public void Two_pods_for_one_key_are_told_and_hold_where_policy_says_so()
    {
        var world = ReadinessScene.WithPods(ReadinessScene.Pod, ReadinessScene.Pod with { Name = new PodName("tezos", "alpha-1"), Uid = "p2", Node = "node-2" });

        Assert.IsType<Verdict.Allowed>(GateScene.Decide(world));
        Assert.Equal(ReasonCode.SecondBaker, GateScene.Decide(Demanding(world, PreflightCode.SingleBaker, Demand.Require)).Reason);
    }

    [Fact]
    public void An_image_that_is_pulled_anew_at_every_start_is_told_of_as_in_december_2019()
    {
        var check = Check(ReadinessScene.WithPod(p => p with { Containers = [new ContainerView("node", false) { Image = "tezos/tezos:mainnet", PullsAlways = true, Running = true }] }), PreflightCode.StorageUpgrade);

        Assert.Equal(CheckStanding.Warned, check.Standing);
        Assert.Contains("Pin it by digest", check.Words, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_answer_about_readiness_is_the_same_from_what_was_kept()
    {
        var goes = GateScene.Ask() with { NodeGoes = true };
        World[] worlds =
        [
            ReadinessScene.WithSentries(ready: false), ReadinessScene.WithSentries(ready: true), ReadinessScene.WithPinnedVolume(), ReadinessScene.WithPod(p => p with { Ready = false, Containers = [ReadinessScene.OldStorage] }),
            ReadinessScene.WithPod(p => p with { Containers = [new ContainerView("baker", false) { Image = "octez:v26", Running = true }] }) is var w
                ? w with { Cluster = w.Cluster! with { Nodes = w.Cluster.Nodes.ToDictionary(n => n.Key, n => n.Value with { Images = ["docker.io/octez:v26", "other:1"] }, StringComparer.Ordinal) } } : null!,
        ];
        foreach (var world in worlds)
        {
            foreach (var policy in (Demand[])[Demand.Warn, Demand.Require])
            {
                foreach (var request in (GateRequest[])[GateScene.Ask(), goes, GateScene.Ask(node: null), GateScene.Ask(maintenance: "M-1")])
                {
                    var asked = world with { Policy = world.Policy with { Readiness = new ReadinessPolicy { PeersAtLeast = 3, Demands = [.. Enum.GetValues<PreflightCode>().Select(c => new DemandOf(c, policy))] } } };
                    var read = DecisionRecord.Read(DecisionRecord.Of(asked, GateScene.Decide(asked, request), "test").Write());

                    Assert.True(read.Holds());
                    Assert.Equal(DecisionRecord.Text(GateScene.Decide(asked, request)), DecisionRecord.Text(read.Recompute()));
                }
            }
        }
    }
}
