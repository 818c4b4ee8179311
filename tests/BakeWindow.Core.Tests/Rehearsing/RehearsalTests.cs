using BakeWindow.Core.Chain;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rehearsing;
using BakeWindow.Core.Rights;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Tests.Rehearsing;

public sealed class RehearsalTests
{
    [Fact]
    public void The_same_policy_twice_does_the_same_and_differs_in_no_window()
    {
        var result = Scripts.Play(Scripts.Make());

        Assert.Equal(15, result.Today.Asked);
        Assert.True(result.Today.Done >= 12, $"only {result.Today.Done} were begun");
        Assert.Equal(result.Today.Starts, result.Edited.Starts);
        Assert.Equal((0, 0), (result.GainedCount, result.LostCount));
        Assert.Equal(result.Today.Asked, result.Today.Done + result.Today.Late.Count + result.Today.Waiting);
    }

    [Fact]
    public void Equal_scripts_give_equal_results_and_another_seed_gives_others()
    {
        Assert.Equal(Scripts.Play(Scripts.Make()).Today.Starts, Scripts.Play(Scripts.Make()).Today.Starts);
        Assert.NotEqual(Scripts.Play(Scripts.Make()).Today.Starts, Scripts.Play(Scripts.Make(seed: 2)).Today.Starts);
    }

    [Fact]
    public void No_start_under_either_policy_meets_a_right_that_could_be_known_within_its_need()
    {
        var script = Scripts.Make(new Policy { Guard = TimeSpan.FromMinutes(4), AcceptedBlocks = 0.01 });
        var result = Scripts.Play(script);

        Assert.All(result.Today.Starts.Concat(result.Edited.Starts).Where(s => s.Node != "node-3"), s =>
        {
            var baker = script.Bakers.Single(b => b.Address == script.Nodes.Single(n => n.Name == s.Node).Bakers[0]);
            var upTo = s.Level + (int)Math.Ceiling(s.Need / Scripts.Constants.MinimalBlockDelay);
            Assert.DoesNotContain(baker.Cycles.SelectMany(c => c.Baking.ToArray()), r => r.Round == 0 && r.Level > s.Level - 1 && r.Level <= upTo);
        });
    }

    [Fact]
    public void Work_on_one_failure_domain_is_done_one_after_the_other()
    {
        var starts = Scripts.Play(Scripts.Make()).Today.Starts.OrderBy(s => s.StartedAt).ToList();

        Assert.All(starts.Zip(starts.Skip(1)), p => Assert.True(p.First.StartedAt + p.First.Outage <= p.Second.StartedAt, $"{p.First.Id} and {p.Second.Id} overlap"));
    }

    [Fact]
    public void Who_holds_more_rounds_hard_loses_windows_and_gains_none()
    {
        var result = Scripts.Play(Scripts.Make(new Policy { HardRounds = 2 }));

        Assert.True(result.LostCount > 0);
        Assert.Equal(0, result.GainedCount);
        Assert.All(result.Lost, w => Assert.True(w.Guaranteed >= w.Need));
    }

    [Fact]
    public void A_shorter_guard_gains_windows_and_loses_none()
    {
        var result = Scripts.Play(Scripts.Make(new Policy { Guard = TimeSpan.FromSeconds(1), WarmUp = TimeSpan.Zero }));

        Assert.True(result.GainedCount > 0);
        Assert.Equal(0, result.LostCount);
    }

    [Fact]
    public void A_policy_that_pays_no_attestation_begins_nothing_on_a_bakers_node_and_keeps_no_deadline()
    {
        var result = Scripts.Play(Scripts.Make(new Policy { BudgetPerMaintenance = 0 }));

        Assert.All(result.Edited.Starts, s => Assert.Equal("node-3", s.Node));
        Assert.NotEmpty(result.Edited.Late);
        Assert.True(result.Edited.DeadlinesKept < result.Today.DeadlinesKept);
        Assert.All(result.Edited.Late, l => Assert.Contains("may use 0 %", l.Why, StringComparison.Ordinal));
    }

    [Fact]
    public void A_policy_that_approves_nothing_by_itself_asks_a_person_each_time()
    {
        var result = Scripts.Play(Scripts.Make(new Policy { ApprovedUpToBlocks = 0, ApprovedUpToBudget = 0 }, new Policy { ApprovedUpToBudget = 0.1 }));

        Assert.True(result.Edited.Approvals >= result.Edited.Starts.Count(s => s.Node != "node-3"));
        Assert.All(result.Edited.Starts.Where(s => s.Node != "node-3"), s => Assert.Equal("a person", s.ApprovedBy));
        Assert.True(result.Edited.Approvals > result.Today.Approvals);
    }

    [Fact]
    public void Outside_allowed_hours_nothing_begins()
    {
        var nights = new AllowedHours(TimeZoneInfo.Utc, [new WeeklySpan(new HashSet<DayOfWeek>(Enum.GetValues<DayOfWeek>()), new(1, 0), new(5, 0))]);
        var result = Scripts.Play(Scripts.Make(new Policy { Hours = nights }));

        Assert.NotEmpty(result.Edited.Starts);
        Assert.All(result.Edited.Starts.Where(s => s.Node != "node-3"), s => Assert.InRange(s.StartedAt.Hour, 1, 4));
        Assert.True(result.LostCount > result.GainedCount);
    }

    [Fact]
    public void Figures_are_sums_of_what_was_begun_and_levels_are_paid()
    {
        var today = Scripts.Play(Scripts.Make()).Today;

        Assert.True(today.LevelsPaid > 0);
        Assert.True(today.WaitedP50 <= today.WaitedP95);
        Assert.Contains(today.WaitedP95!.Value, today.Starts.Select(s => s.Waited));
        Assert.True(today.ExpectedBlocks is >= 0 and < 1, $"{today.ExpectedBlocks}");
        Assert.All(today.Starts.Where(s => s.Node == "node-3"), s => Assert.Equal((0d, 0, 0), (s.ExpectedBlocks, s.BlocksMet, s.LevelsPaid)));
    }

    [Fact]
    public void A_big_baker_is_asked_for_a_price_and_what_it_pays_is_measured_by_the_policy_in_force()
    {
        var cheap = Scripts.Play(Scripts.Make(new Policy { MissedRoundProbability = 0, WarmUp = TimeSpan.Zero }, share: 0.03, cycles: 5));

        Assert.True(cheap.Today.Done > 0 && cheap.Edited.Done > 0);
        Assert.True(cheap.Edited.ExpectedBlocks > 0);
    }

    [Fact]
    public void Progress_is_told_cycle_by_cycle_and_nothing_is_done_that_is_not_asked_for()
    {
        var script = Scripts.Make();
        var steps = Rehearsal.Of(script).Take(3).ToList();

        Assert.Equal([1, 2, 3], steps.Select(s => s.Done));
        Assert.All(steps, s => Assert.Equal(10, s.Of));
        Assert.True(steps[2].Result.Today.Done < Scripts.Play(script).Today.Done);
        Assert.Throws<ArgumentException>(() => Rehearsal.Of(script with { Cycles = [] }));
    }

    [Fact]
    public void What_was_asked_elsewhere_or_at_another_time_is_left_out()
    {
        var script = Scripts.Make();
        var first = script.Demands[0];
        MaintenanceRequest[] foreign =
        [
            first with { Id = "M-1", RequestedAt = Rehearsal.TimeOf(script).Start.AddDays(-1) },
            first with { Id = "M-2", Action = new MaintenanceAction.RebootNode("node-9") },
            first with { Id = "M-3", Action = new MaintenanceAction.DrainNode("node-1", TimeSpan.FromMinutes(30)) },
        ];

        Assert.Equal(["M-3"], Rehearsal.Playable(script with { Demands = foreign }).Select(d => d.Id));
    }

    [Fact]
    public void In_the_priority_era_endorsements_close_as_ever()
    {
        var short_ = new short[Scripts.Length];
        Array.Fill(short_, AttestationDuties.Known.None);
        for (var i = 0; i < short_.Length; i += 40)
        {
            short_[i] = 1;
        }

        var chain = Scripts.Chain with { Constants = Sample.Babylon with { BlocksPerCycle = Scripts.Length }, Drift = TimeSpan.Zero };
        RehearsedBaker baker = new(Sample.Baker, [.. Enumerable.Range(18, 4).Select(c => new CycleRights(Sample.Baker, Scripts.Span(c), [], new AttestationDuties.Known(short_)))], 0.001);
        var script = new RehearsalScript
        {
            Chain = chain,
            Bakers = [baker],
            Nodes = [Scripts.Nodes[0]],
            Today = new Policy(),
            Edited = new Policy(),
            Cycles = ReplayableCycles.Of(chain, [baker], 3).Cycles,
            Demands = [],
        };
        script = script with { Demands = SyntheticDemand.Usual.Of(script.Nodes, Rehearsal.TimeOf(script), 3) };

        var today = Scripts.Play(script).Today;

        Assert.NotEmpty(today.Starts);
        Assert.All(today.Starts, s => Assert.Equal(0, s.BlocksMet));
    }
}
