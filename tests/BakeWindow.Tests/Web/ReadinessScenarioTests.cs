using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Readiness;
using BakeWindow.Core.Recovery;
using BakeWindow.Core.Rights;
using BakeWindow.Simulator.Scenarios;

namespace BakeWindow.Tests.Web;

/// <summary>What BakeWindow says about readiness in the nights of 2019 and 2020, and when.</summary>
public sealed class ReadinessScenarioTests
{
    private static PreflightCheck Check(PreflightReport report, PreflightCode code) => Assert.Single(report.Checks, c => c.Code == code);

    [Fact]
    public async Task From_the_moment_the_path_to_the_signer_breaks_a_voluntary_restart_is_refused_though_there_is_time()
    {
        await using var tower = await Watchtower.OpenAsync(IncidentScenario.SignerFirst);
        await tower.MoveToAsync("2019-11-15T22:49:45Z");
        Assert.Equal(PreflightAnswer.Ready, tower.Preflight("vm-1").Answer);
        Assert.IsType<Verdict.Allowed>(tower.Gate("vm-1"));

        // The tunnel breaks at 22:50:00; nothing else is wrong, and the next right is 82 minutes away.
        await tower.MoveToAsync("2019-11-15T22:50:15Z");
        Assert.Equal(ReasonCode.SignerNotSettled, Assert.IsType<Verdict.Held>(tower.Gate("vm-1")).Reason);
        await tower.MoveToAsync("2019-11-15T22:50:45Z");
        Assert.Equal(ReasonCode.SignerUnhealthy, Assert.IsType<Verdict.Held>(tower.Gate("vm-1")).Reason);
        Assert.Equal(PreflightAnswer.NotReady, tower.Preflight("vm-1").Answer);

        // And the map says what the death to come would take with it.
        var map = FailureMap.Of(tower.World.Cluster!, tower.World.Workloads);
        Assert.Contains(map.Losses, l => l is { Place: "vm-1", Stopped: 1 });
        Assert.Contains(map.Advice, a => a.Code == "sentry-with-baker" && a.Places.Contains("vm-1"));

        // After the death the pod's init container asks the signer in vain, and that is named.
        await tower.MoveToAsync("2019-11-16T00:21:00Z", TimeSpan.FromMinutes(1));
        await tower.SeenAsync(c => c.Pods.Any(p => p.Name.Name == "tezos-baker-0" && PodTrouble.Of(p) is { Code: PodTroubleCode.WaitsForSigner }), "an init container that waits for the signer");
        Assert.Contains(await tower.ToldAsync(), e => e.Code == "pod-waits-for-signer" && e.Subject == "tezos/tezos-baker-0");
    }

    [Fact]
    public async Task December_14th_the_crash_loop_is_named_with_both_storage_versions_and_holds_until_it_is_mended()
    {
        await using var tower = await Watchtower.OpenAsync(SiblingScenarios.StorageVersion);
        Assert.Equal(PreflightAnswer.Ready, tower.Preflight("vm-3").Answer);

        await tower.MoveToAsync("2019-12-14T00:59:08Z");
        await tower.SeenAsync(c => c.Pods.Any(p => PodTrouble.Of(p) is { Code: PodTroubleCode.StorageVersion }), "the crash loop");
        await tower.MoveToAsync("2019-12-14T00:59:30Z");
        var report = tower.Preflight("vm-3");
        Assert.Equal(CheckStanding.Failed, Check(report, PreflightCode.StorageUpgrade).Standing);
        Assert.Contains("found 0.0.3, expected 0.0.4", Check(report, PreflightCode.StorageUpgrade).Words, StringComparison.Ordinal);
        Assert.Equal("silent", tower.Facts.TezosNode!.Code);

        // Round after round it stays one piece of evidence.
        await tower.MoveToAsync("2019-12-14T01:20:00Z", TimeSpan.FromMinutes(1));
        await tower.SeenAsync(c => c.Pods.Any(p => p.Containers.Any(x => x.Restarts >= 5)), "the fifth round");
        var told = await tower.ToldAsync();
        var loop = Assert.Single(told, e => e.Code == "pod-storage-version");
        Assert.Equal(new DateTimeOffset(2019, 12, 14, 0, 59, 5, TimeSpan.Zero), loop.At);

        await tower.MoveToAsync("2019-12-14T02:05:00Z", TimeSpan.FromMinutes(1));
        await tower.SeenAsync(c => c.Pods.All(p => p.Ready), "all Ready again");
        Assert.Contains(await tower.ToldAsync(), e => e.Code == "pod-trouble-over" && e.Subject == "tezos/private-node-0");
    }

    [Fact]
    public async Task December_25th_the_sentry_without_a_node_is_told_in_its_first_minute_and_not_after_28_hours()
    {
        await using var tower = await Watchtower.OpenAsync(SiblingScenarios.Unschedulable);
        await tower.MoveToAsync("2019-12-25T08:05:45Z");
        await tower.SeenAsync(c => c.Pods.Any(p => p.Unscheduled is not null), "a pod without a node");

        // The other sentry is the last: its node is not to be disturbed any more.
        var sentries = Check(tower.Preflight("vm-1"), PreflightCode.Sentries);
        Assert.True(sentries.Holds);
        Assert.Contains("tezos/public-node-1 finds no node: 0/3 nodes are available", sentries.Words, StringComparison.Ordinal);
        Assert.Equal("few-peers", tower.Facts.TezosNode!.Code);
        Assert.True(tower.Facts.NodeSynced);
        Assert.Contains(await tower.ToldAsync(), e => e.Code == "pod-unschedulable" && e.At < new DateTimeOffset(2019, 12, 25, 8, 6, 0, TimeSpan.Zero));

        // What was found out only when the node had no connection at all.
        await tower.MoveToAsync("2019-12-26T12:00:00Z", TimeSpan.FromHours(2));
        await tower.MoveAsync(TimeSpan.FromSeconds(15));
        Assert.Equal("no-peers", tower.Facts.TezosNode!.Code);
        Assert.False(tower.Facts.NodeSynced);
        Assert.Equal(ReasonCode.NodeBehind, tower.Gate("vm-3").Reason);

        await tower.MoveToAsync("2019-12-26T12:31:00Z");
        await tower.SeenAsync(c => c.Pods.All(p => p.Ready), "all Ready again");
        Assert.Equal("synced", tower.Facts.TezosNode!.Code);
    }

    [Theory]
    [InlineData(SiblingScenarios.OneConnection, "2020-02-03T22:40:00Z")]
    [InlineData(SiblingScenarios.OneConnectionAgain, "2020-02-20T20:05:00Z")]
    public async Task One_connection_is_told_at_the_second_look_and_holds_only_where_policy_wants_it(string scenario, string from)
    {
        await using var tower = await Watchtower.OpenAsync(scenario);
        await tower.MoveToAsync(from);
        await tower.MoveAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(("few-peers", PartStanding.Degraded), (tower.Facts.TezosNode!.Code, tower.Facts.TezosNode.Standing));
        var peers = Check(tower.Preflight("vm-3"), PreflightCode.Peers);
        Assert.Equal((CheckStanding.Failed, false, true), (peers.Standing, peers.Holds, peers.Warns));
        var required = tower.World with { Policy = tower.World.Policy with { Readiness = new ReadinessPolicy { Demands = [new DemandOf(PreflightCode.Peers, Demand.Require)] } } };
        Assert.Equal(ReasonCode.FewPeers, Preflight.Of(required, new GateRequest { Node = "vm-3" }, tower.Now).Holding!.Reason);

        if (scenario == SiblingScenarios.OneConnectionAgain)
        {
            await tower.MoveToAsync("2020-02-20T20:36:00Z");
            Assert.Equal(["node-few-peers", "node-synced", "node-few-peers"], (await tower.ToldAsync()).Where(e => e.Code is "node-few-peers" or "node-synced").OrderBy(e => e.At).Select(e => e.Code));
        }
    }

    [Fact]
    public async Task April_11th_the_restart_of_the_only_sentry_left_is_refused_before_and_the_five_minutes_without_a_peer_are_told()
    {
        await using var tower = await Watchtower.OpenAsync(SiblingScenarios.SentryRestart);
        await tower.MoveToAsync("2020-04-11T10:19:45Z");
        await tower.SeenAsync(c => c.Pods.Any(p => p.Unscheduled is not null), "the other sentry without a node");
        Assert.Equal(ReasonCode.SentriesUnwell, tower.Preflight("vm-1").Holding!.Reason);

        await tower.MoveToAsync("2020-04-11T10:26:00Z");
        var told = (await tower.ToldAsync()).Where(e => e.Code.StartsWith("node-", StringComparison.Ordinal)).ToList();
        var alone = told.Single(e => e.Code == "node-no-peers");
        var back = told.First(e => e.At > alone.At);
        // It happens a moment after 10:20:00, and is seen at the next look.
        Assert.Equal(new DateTimeOffset(2020, 4, 11, 10, 20, 15, TimeSpan.Zero), alone.At);
        Assert.Equal(TimeSpan.FromMinutes(5), back.At - alone.At);
    }

    [Fact]
    public async Task February_4th_a_death_at_the_beginning_of_a_cycle_names_the_nonces_that_are_to_be_revealed()
    {
        await using var tower = await Watchtower.OpenAsync(SiblingScenarios.BeginningOfCycle);
        await tower.MoveToAsync("2020-02-04T12:05:25Z");
        var (state, _) = RecoveryMachine.Step(RecoveryState.Empty, tower.World, tower.Now);
        Assert.Contains(tower.Facts.Rights!.Nonces, n => !n.Revealed);

        await tower.MoveToAsync("2020-02-04T12:06:30Z");
        await tower.SeenAsync(c => c.Nodes["vm-3"] is { Ready: false }, "the death of vm-3");
        (state, _) = RecoveryMachine.Step(state, tower.World, tower.Now);
        var faults = Faults.Of([], state, tower.World, tower.Now);
        var risk = Assert.Single(RiskAssessment.Of(tower.World, faults, new RecoveryKnowledge([], tower.World.Policy.Prior), tower.Now));

        Assert.Contains(risk.Rights, r => r.Kind is RightKind.NonceRevelation);
        Assert.Contains(RiskWords.Lines(risk), l => l.Contains("nonce", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_dal_node_that_says_it_is_down_is_told_with_the_checks_behind_it()
    {
        await using var tower = await Watchtower.OpenAsync(SiblingScenarios.OneConnection);
        Assert.Equal("dal-up", tower.Facts.DalNode!.Code);

        tower.Sim.Dal.Status = "down";
        await tower.MoveAsync(TimeSpan.FromSeconds(15));
        Assert.Equal((PartStanding.Down, "the DAL node says that it is down: gossipsub, p2p"), (tower.Facts.DalNode!.Standing, tower.Facts.DalNode.Words));
        Assert.Contains(await tower.ToldAsync(), e => e.Code == "dal-down");

        tower.Sim.Dal.Status = "";
        await tower.MoveAsync(TimeSpan.FromSeconds(15));
        Assert.Equal("dal-silent", tower.Facts.DalNode!.Code);
    }
}
