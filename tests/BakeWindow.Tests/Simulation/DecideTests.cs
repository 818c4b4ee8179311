using BakeWindow.Simulation;
using BakeWindow.Simulation.Chain;
using BakeWindow.Simulation.Rules;

namespace BakeWindow.Tests.Simulation;

/// <summary>A small slice of the proof in docs/proof.md, which says how to run all of it: years of chain, a reboot a week, the production planner and gate.</summary>
public sealed class DecideTests
{
    private static readonly Study Slice = new() { Years = 1, Seeds = 3, FirstSeed = 101 };
    private static readonly Lazy<StudyResult> Today = new(() => Slice.Run(_ => { }));

    public static TheoryData<double> Shares => [0.0005, 0.005, 0.02, 0.05];

    private static Tally Of(double share, string rule) => Today.Value.Of(Era.Tenderbake, share, rule);

    private static IEnumerable<Tally> Peers(double share) =>
        Today.Value.Columns[(Era.Tenderbake, share)].Where(r => r.Rule != Experiment.Ours && !r.Rule.StartsWith("OPT", StringComparison.Ordinal) && !r.Rule.StartsWith("earliest", StringComparison.Ordinal)).Select(r => r.Tally);

    [Fact]
    public void No_right_is_lost_that_could_have_been_known_of() => Assert.Empty(Today.Value.CouldHaveKnown);

    [Theory]
    [InlineData("aba", 0.0005, 0.02)]
    [InlineData("2019", 0.0005, 0.005)]
    public void Nor_in_any_other_era(string era, double small, double big)
    {
        var study = new Study { Years = 1, Seeds = 2, FirstSeed = 201, Shares = [small, big], Eras = [Era.All.Single(e => e.Name == era)] };
        var result = study.Run(_ => { });

        Assert.Empty(result.CouldHaveKnown);
        Assert.All(study.Shares, s => Assert.Equal(0, result.Of(study.Eras[0], s, Experiment.Ours).CouldHaveKnown));
        Assert.All(study.Shares, s => Assert.Equal(104, result.Of(study.Eras[0], s, Experiment.Ours).Finished));
    }

    [Theory]
    [MemberData(nameof(Shares))]
    public void Every_reboot_is_done_within_its_week(double share)
    {
        Assert.Equal(3 * 52, Of(share, Experiment.Ours).Finished);
        Assert.Equal(0, Of(share, Experiment.Ours).CouldHaveKnown);
    }

    [Theory]
    [InlineData(0.0005, 0.02)]
    [InlineData(0.005, 0.06)]
    [InlineData(0.02, 0.25)]
    public void Small_and_middling_bakers_lose_next_to_nothing_and_twenty_times_less_than_with_the_best_neighbour(double share, double mostPer100)
    {
        var ours = Of(share, Experiment.Ours).ExpectedPer100;

        Assert.InRange(ours, 0, mostPer100);
        Assert.True(Peers(share).Min(p => p.ExpectedPer100) > 20 * ours, $"{Peers(share).Min(p => p.ExpectedPer100):0.000} against {ours:0.000}");
    }

    [Fact]
    public void A_big_baker_loses_at_most_1_6_times_what_a_clairvoyant_does()
    {
        Assert.InRange(Of(0.05, Experiment.Ours).ExpectedPer100, 0, 1.6 * Of(0.05, Rule.KnowsRights).ExpectedPer100);
        Assert.True(Peers(0.05).Min(p => p.ExpectedPer100) > 2 * Of(0.05, Experiment.Ours).ExpectedPer100);
    }

    [Theory]
    [InlineData(0.005)]
    [InlineData(0.02)]
    [InlineData(0.05)]
    public void A_night_loses_as_much_as_any_hour(double share)
    {
        var (day, night) = (Of(share, ClockRule.KuredAnyHour.Name), Of(share, ClockRule.KuredAtNight.Name));

        Assert.InRange(night.ExpectedPer100 / day.ExpectedPer100, 0.7, 1.4);
    }

    [Theory]
    [MemberData(nameof(Shares))]
    public void Nobody_does_better_than_the_clairvoyants(double share)
    {
        Assert.All(Today.Value.Columns[(Era.Tenderbake, share)], r => Assert.True(r.Tally.ExpectedPer100 >= Of(share, Rule.KnowsRights).ExpectedPer100 - 0.02, r.Rule));
        Assert.All(Today.Value.Columns[(Era.Tenderbake, share)], r => Assert.True(r.Tally.Blocks >= Of(share, Rule.KnowsAll).Blocks, r.Rule));
    }

    [Fact]
    public void The_same_seed_is_the_same_to_the_byte_on_any_number_of_threads()
    {
        var study = new Study { Years = 1, Seeds = 2, Shares = [0.005] };

        Assert.Equal(ProofPage.Write(study, study.Run(_ => { })), ProofPage.Write(study, (study with { Threads = 1 }).Run(_ => { })));
    }

    [Theory]
    [InlineData("replay")]
    [InlineData("decide --years")]
    [InlineData("decide --years -1")]
    [InlineData("decide --stakes 5,x")]
    [InlineData("decide --eras 2031")]
    [InlineData("decide --bla 1")]
    public void A_command_that_is_not_understood_is_named(string command)
    {
        Assert.Null(Study.Parse(command.Split(' '), out var error));
        Assert.NotEmpty(error);
    }
}
