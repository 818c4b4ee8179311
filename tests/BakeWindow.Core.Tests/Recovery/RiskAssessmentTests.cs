using BakeWindow.Core.Alerting;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Readiness;
using BakeWindow.Core.Recovery;
using BakeWindow.Core.Rights;
using BakeWindow.Core.Tests.Gate;
using static BakeWindow.Core.Tests.Recovery.RecoveryMachineTests;

namespace BakeWindow.Core.Tests.Recovery;

/// <summary>What is at risk when something breaks by itself.</summary>
public sealed class RiskAssessmentTests
{
    private static readonly DateTimeOffset T0 = GateScene.Now;
    private static readonly RecoveryKnowledge Believed = new([], new Policy().Prior);

    private static (World Before, World Dead) Scene(params int[] rights)
    {
        var w = GateScene.World(rights: rights);
        return (With(w), With(w, nodeReady: false, podReady: false, synced: false));
    }

    private static IReadOnlyList<BakerRisk> At(World before, World then, double minute = 1)
    {
        var (state, _) = Play(RecoveryState.Empty, (0, before), (minute, then));
        return RiskAssessment.Of(then, Faults.Of([], state, then, T0.AddMinutes(minute)), Believed, T0.AddMinutes(minute));
    }

    [Fact]
    public void A_dead_machine_names_all_that_is_down_and_the_right_with_the_chance_that_survival_gives()
    {
        var (before, dead) = Scene(1_170);
        var risk = Assert.Single(At(before, dead));

        Assert.Equal([FaultKind.Machine, FaultKind.Pods, FaultKind.TezosNode], risk.Faults.Select(f => f.Kind));
        var right = Assert.Single(risk.Rights);
        Assert.Equal(new Level(1_170), right.Level);
        // 420 s from the head, which is 61 s old, less the warm-up, after 0 s of being down: 299 s.
        Assert.Equal(DurationDistribution.From(new Policy().Prior).Longer(right.Earliest!.Value - T0.AddMinutes(1) - TimeSpan.FromSeconds(60)), right.Probability, 9);
        Assert.Equal(AlertSeverity.Critical, risk.Severity);
        Assert.InRange(risk.LeftP50, TimeSpan.FromMinutes(5.3), TimeSpan.FromMinutes(5.7));
        Assert.InRange(risk.LeftP95!.Value, TimeSpan.FromMinutes(11.5), TimeSpan.FromMinutes(12.5));
        Assert.Contains("1170", RiskWords.Alert(risk, "alpha").Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Stacked_faults_make_it_likelier_and_are_all_named()
    {
        var (before, dead) = Scene(1_170);
        var alone = At(before, dead).Single();
        var both = At(before, dead with { Bakers = [dead.Bakers[0] with { SignerHealthy = false }] }).Single();

        Assert.Contains(both.Faults, f => f.Kind is FaultKind.Signer);
        Assert.True(both.Rights[0].Probability > alone.Rights[0].Probability);
        Assert.NotEqual(alone.Essence, both.Essence);
    }

    [Fact]
    public void Attestations_within_the_budget_are_priced_and_are_no_emergency()
    {
        var (before, dead) = Scene(1_900);
        var risk = At(before, dead).Single();

        Assert.Empty(risk.Rights);
        Assert.Equal(AlertSeverity.Warning, risk.Severity);
        Assert.InRange(risk.AttestationLevels, 30, 90);
        Assert.True(risk.BudgetShare is > 0 and < 1, $"{risk.BudgetShare}");
        Assert.Equal(0, risk.BudgetGone);
    }

    [Fact]
    public void A_maintenance_is_no_accident_until_it_overruns()
    {
        var (before, dead) = Scene(1_170);
        ActiveMaintenance ours = new("M-1", "node-1", "rack-a", [Sample.Baker], Evicting: true) { BackBy = T0.AddMinutes(10) };
        dead = dead with { Active = [ours] };
        var (state, _) = Play(RecoveryState.Empty, (0, before), (1, dead));
        var faults = Faults.Of([], state, dead, T0.AddMinutes(1));

        Assert.Empty(RiskAssessment.Of(dead, faults, Believed, T0.AddMinutes(1)));
        Assert.Single(RiskAssessment.Of(dead, Faults.Of(faults, state, dead, T0.AddMinutes(10.1)), Believed, T0.AddMinutes(10.1)));
    }

    [Fact]
    public void Who_was_let_through_by_an_open_gate_is_no_accident_and_who_was_not_is_one()
    {
        var (before, _) = Scene(1_900);
        var kured = new[] { new ForeignWork("kured", "node-1", T0.AddHours(1)) };
        var gone = With(before, podReady: null, at: T0.AddSeconds(59)) with { Foreign = kured };
        Assert.Empty(At(before, gone));

        var (near, _) = Scene(1_130);
        Assert.Single(At(near, With(near, podReady: null, at: T0.AddSeconds(59)) with { Foreign = kured }));
    }

    [Fact]
    public void Nothing_known_of_rights_is_urgent()
    {
        var (before, dead) = Scene(1_900);
        var blind = dead with { Bakers = [dead.Bakers[0] with { Rights = null }] };

        var risk = At(before, blind).Single();
        Assert.Equal(AlertSeverity.Critical, risk.Severity);
        Assert.NotNull(risk.CannotKnow);
        Assert.Contains("can't be said", RiskWords.Alert(risk, "alpha").Title, StringComparison.Ordinal);
    }

    // 2020-02-04: nodes tend to die right at the beginning of a new cycle, when nonces are to be revealed.
    [Fact]
    public void A_nonce_that_is_to_be_revealed_is_named()
    {
        var w = GateScene.World();
        w = w with { Bakers = [w.Bakers[0] with { Rights = w.Bakers[0].Rights! with { Nonces = [new NonceDuty(new Level(990), new Level(1_001), new Level(1_401), Revealed: false), new NonceDuty(new Level(880), new Level(1_001), new Level(1_401), Revealed: true)] } }] };
        var risk = At(With(w), With(w, nodeReady: false, podReady: false, synced: false)).Single();

        var nonce = Assert.Single(risk.Rights, r => r.Kind is RightKind.NonceRevelation);
        Assert.Equal(new Level(1_400), nonce.Level);
        Assert.Contains(RiskWords.Lines(risk), l => l.StartsWith("A nonce must be revealed by level 1400", StringComparison.Ordinal));
    }

    [Fact]
    public void Back_in_time_tells_by_how_much_and_a_right_that_came_is_not_called_saved()
    {
        var (before, dead) = Scene(1_170);
        var risk = At(before, dead).Single();
        var inTime = With(before, head: 1_150, at: Sample.Noon.AddSeconds(300));
        var late = With(before, head: 1_171, at: Sample.Noon.AddSeconds(426));

        Assert.Contains("back in time by 2 min, before block at 1170", RiskWords.End(risk, inTime, Sample.Noon.AddSeconds(300)), StringComparison.Ordinal);
        Assert.Contains("block at 1170 came meanwhile", RiskWords.End(risk, late, Sample.Noon.AddSeconds(426)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_outlasted_everything_known_is_taken_to_last()
    {
        var durations = DurationDistribution.From(new Policy().Prior);
        Assert.Equal(1, durations.StillAway(TimeSpan.FromMinutes(41), TimeSpan.FromHours(9)));
        Assert.Equal(0.5, durations.Longer(TimeSpan.FromMinutes(5.5)), 2);
        Assert.Equal(0, durations.Longer(TimeSpan.FromMinutes(40)));
        Assert.Equal(0.05 / 0.5, durations.StillAway(TimeSpan.FromMinutes(5.5), TimeSpan.FromMinutes(12)), 2);
    }

    [Fact]
    public void A_part_that_tells_more_is_told_in_its_own_words()
    {
        var (before, _) = Scene(1_170);
        var then = before with { Bakers = [before.Bakers[0] with { Signer = new PartFacts(PartStanding.Down, "no-signer", "HAProxy has no server for alpha's signer (503)", T0) }] };

        Assert.Equal("HAProxy has no server for alpha's signer (503)", Assert.Single(At(before, then).Single().Faults).Words);
    }
}
