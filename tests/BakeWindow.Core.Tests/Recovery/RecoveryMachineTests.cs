using BakeWindow.Core.Chain;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Recovery;
using BakeWindow.Core.Tests.Gate;

namespace BakeWindow.Core.Tests.Recovery;

/// <summary>A baker on node-1 that goes and comes back, look by look.</summary>
public sealed class RecoveryMachineTests
{
    private static readonly DateTimeOffset T0 = GateScene.Now;

    internal static World With(World world, bool nodeReady = true, bool? podReady = true, string uid = "p1", bool? synced = true, int head = 1_100, int? attested = null, string boot = "node-1-boot", DateTimeOffset? at = null)
    {
        var cluster = world.Cluster!;
        var nodes = cluster.Nodes.ToDictionary(StringComparer.Ordinal);
        nodes["node-1"] = nodes["node-1"] with { Ready = nodeReady, BootId = boot };
        return world with
        {
            Chain = Sample.Chain(head, at: at ?? Sample.Noon),
            Cluster = cluster with { Nodes = nodes, Pods = podReady is { } ready ? [GateScene.Cluster.Pods[0] with { Ready = ready, Uid = uid }] : [] },
            Bakers = [world.Bakers[0] with { NodeSynced = synced, LastAttested = attested is { } l ? new Level(l) : null }],
        };
    }

    internal static (RecoveryState State, List<RecoveryNews> News) Play(RecoveryState state, params (double Minute, World World)[] looks)
    {
        var news = new List<RecoveryNews>();
        foreach (var (minute, world) in looks)
        {
            (state, var told) = RecoveryMachine.Step(state, world, T0.AddMinutes(minute));
            news.AddRange(told);
        }

        return (state, news);
    }

    [Fact]
    public void A_death_is_a_sample_from_its_beginning_to_the_attestation_step_by_step()
    {
        var w = GateScene.World();
        var (_, news) = Play(RecoveryState.Empty,
            (0, With(w)),
            (1, With(w, nodeReady: false, podReady: false, synced: false)),
            (4, With(w, podReady: false, synced: false, boot: "new")),
            (5, With(w, podReady: true, synced: false, boot: "new", head: 1_150)),
            (8, With(w, synced: true, boot: "new", head: 1_180, attested: 1_099)),
            (9, With(w, synced: true, boot: "new", head: 1_190, attested: 1_180)),
            (10, With(w, synced: true, boot: "new", head: 1_200, attested: 1_199)));

        var sample = Assert.Single(news, n => n.Sample is not null).Sample!;
        Assert.Equal(RecoveryCause.NodeDeath, sample.Cause);
        Assert.Equal(TimeSpan.FromMinutes(9), sample.Outage);
        Assert.Equal(new RecoveryPhases(Min(3), Min(4), Min(7), Min(7), Min(9)), sample.Phases);
        Assert.Equal(Min(12), sample.Guess);
        Assert.Equal("recovery-began", news[0].Code);
    }

    [Fact]
    public void What_went_away_while_nobody_looked_is_no_sample()
    {
        var w = GateScene.World();
        var (state, news) = Play(RecoveryState.Empty, (0, With(w, podReady: false)), (5, With(w, head: 1_150)), (6, With(w, head: 1_160, attested: 1_159)));

        Assert.Empty(news);
        Assert.IsType<WorkloadRecovery.Whole>(state.Workloads["alpha"]);
    }

    [Fact]
    public void A_cluster_out_of_sight_for_long_ends_what_was_measured_without_a_sample()
    {
        var w = GateScene.World();
        var gone = With(w, podReady: false);
        var blind = gone with { Cluster = gone.Cluster! with { Connected = false } };
        var (_, news) = Play(RecoveryState.Empty, (0, With(w)), (1, gone), (2, blind), (4, With(w)), (6, With(w, head: 1_160, attested: 1_159)));

        Assert.Equal(["recovery-began", "recovery-lost-sight"], news.Select(n => n.Code));
    }

    [Fact]
    public void One_that_crashes_again_is_one_recovery_and_its_steps_begin_anew()
    {
        var w = GateScene.World();
        var (_, news) = Play(RecoveryState.Empty,
            (0, With(w)), (1, With(w, podReady: false)), (2, With(w)), (3, With(w, podReady: false)), (6, With(w, head: 1_160)), (7, With(w, head: 1_170, attested: 1_165)));

        var sample = Assert.Single(news, n => n.Sample is not null).Sample!;
        Assert.Contains(news, n => n.Code == "recovery-relapsed");
        Assert.Equal((RecoveryCause.PodRestart, Min(6), Min(5)), (sample.Cause, sample.Outage, sample.Phases.Ready));
    }

    [Fact]
    public void Ours_is_known_by_the_maintenance_and_an_eviction_by_who_works_there()
    {
        var w = GateScene.World();
        ActiveMaintenance ours = new("M-1", "node-1", "rack-a", [Sample.Baker], Evicting: true) { BackBy = T0.AddMinutes(20) };
        Assert.Equal(RecoveryCause.Maintenance, CauseOf(With(w, podReady: null) with { Active = [ours] }));
        Assert.Equal(RecoveryCause.Eviction, CauseOf(With(w, podReady: null) with { Foreign = [new ForeignWork("kured", "node-1", T0.AddHours(1))] }));
        Assert.Equal(RecoveryCause.PodRestart, CauseOf(With(w, podReady: null)));
        Assert.Equal(RecoveryCause.NodeDeath, CauseOf(With(w, nodeReady: false, podReady: false)));

        RecoveryCause CauseOf(World then) => Play(RecoveryState.Empty, (0, With(w)), (1, then)).State.Open.Single().Cause;
    }

    // The simulator of this test draws outages from a known distribution; what is learned must come to it, and the gate with it.
    [Fact]
    public void The_learned_p95_comes_to_the_true_one_and_need_and_verdict_follow()
    {
        var w = GateScene.World(rights: [1_280]);
        var random = new Random(20191115);
        var (median, p95) = (3d, 6d);
        var sigma = Math.Log(p95 / median) / 1.6448536269514722;
        var samples = new List<RecoverySample>();
        var off = new List<double>();
        var verdicts = new List<bool>();
        foreach (var runs in new[] { 0, 20, 400 })
        {
            while (samples.Count < runs)
            {
                var z = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
                var minutes = median * Math.Exp(sigma * z);
                var (_, news) = Play(RecoveryState.Empty,
                    (0, With(w)), (1, With(w, nodeReady: false, podReady: false) with { Active = [new ActiveMaintenance("M-1", "node-1", "rack-a", [Sample.Baker], Evicting: true)] }),
                    (1 + (minutes / 2), With(w, head: 1_150)), (1 + minutes, With(w, head: 1_170, attested: 1_165)));
                samples.Add(news.Single(n => n.Sample is not null).Sample!);
            }

            var outage = OutageEstimate.Learned(w.Policy, [.. samples.Select(s => s.Outage)]);
            off.Add(Math.Abs(outage.Durations.Quantile(0.95).TotalMinutes - p95));
            verdicts.Add(GateScene.Decide(w with { Outages = new Dictionary<string, OutageEstimate> { ["node-1"] = outage } }, GateScene.Ask(minutes: null)) is Verdict.Allowed);
            Assert.Equal(runs, new RecoveryKnowledge(samples, w.Policy.Prior).Of(RecoveryCause.Maintenance, "alpha").Runs);
        }

        // 18 minutes to the right less a minute to warm up: the prior's 12 min + guard fits, and so does what is true; a slower truth does not.
        Assert.True(off[0] > 5 && off[1] < off[0] && off[2] < 0.6, string.Join(' ', off));
        var near = GateScene.World(rights: [1_210]);
        bool Fits(OutageEstimate e) => GateScene.Decide(near with { Outages = new Dictionary<string, OutageEstimate> { ["node-1"] = e } }, GateScene.Ask(minutes: null)) is Verdict.Allowed;
        Assert.False(Fits(OutageEstimate.Learned(w.Policy, [])));
        Assert.True(Fits(OutageEstimate.Learned(w.Policy, [.. samples.Select(s => s.Outage)])));
        Assert.All(verdicts, Assert.True);
    }

    [Fact]
    public void Few_samples_are_told_as_few_and_as_whose_words()
    {
        var prior = new Policy().Prior;
        var own = Enumerable.Range(0, 3).Select(i => new RecoverySample("alpha", "node-1", RecoveryCause.NodeDeath, T0, Min(20 + i), RecoveryPhases.None)).ToList();

        Assert.StartsWith("the policy's prior", new RecoveryKnowledge([], prior).Of(RecoveryCause.NodeDeath, "alpha").Source, StringComparison.Ordinal);
        Assert.StartsWith("3 measured (node-death, of alpha)", new RecoveryKnowledge(own, prior).Of(RecoveryCause.NodeDeath, "alpha").Source, StringComparison.Ordinal);
        Assert.Equal(0, new RecoveryKnowledge(own, prior).Of(RecoveryCause.PodRestart, "alpha").Runs);
        var figures = Assert.Single(new RecoveryKnowledge(own, prior).Figures());
        Assert.Equal((3, Min(21), Min(22)), (figures.Away.Count, figures.Away.P50, figures.Away.P95));
    }

    private static TimeSpan Min(double minutes) => TimeSpan.FromMinutes(minutes);
}
