using BakeWindow.Core.Chain;
using BakeWindow.Core.Ledger;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Tests.Ledger;

/// <summary>Nothing counts as looked at but a due right with its outcome.</summary>
public sealed class CycleCoverageTests
{
    private static readonly RightOutcome Made = RightOutcome.Of(Sample.Baker, new BakingRight(new Level(1_100), 0), Sample.Ten.Cycle, Sample.Baker.Value, 0, Sample.Noon);

    [Fact]
    public void What_is_due_and_has_no_outcome_is_named_and_what_is_ahead_is_no_gap()
    {
        var coverage = Of(1_500, Rights(1_100, 1_200, 1_300, 1_900), Made);

        Assert.Equal((1, true, false), (coverage.Known, coverage.RightsKnown, coverage.IsWhole));
        Assert.Equal([1_200, 1_300], coverage.Unknown.Select(l => l.Value));
        Assert.True(Of(1_199, Rights(1_100, 1_200), Made).IsWhole);
        Assert.True(Of(1_050, Rights(1_100)).IsWhole);
    }

    [Fact]
    public void An_outcome_that_says_nothing_is_a_gap()
    {
        var coverage = Of(1_500, Rights(1_100), Made with { Fate = RightFate.Unknown });

        Assert.Equal((0, false), (coverage.Known, coverage.IsWhole));
        Assert.Equal(1_100, Assert.Single(coverage.Unknown).Value);
    }

    [Fact]
    public void Without_its_rights_a_cycle_is_never_whole_whatever_outcomes_there_are()
    {
        Assert.Equal((1, false, false), (Of(1_500, null, Made).Known, Of(1_500, null, Made).RightsKnown, Of(1_500, null, Made).IsWhole));
        Assert.False(Of(1_500, null).IsWhole);
    }

    [Fact]
    public void Another_baker_s_outcomes_cover_nothing() => Assert.False(Of(1_500, Rights(1_100), Made with { Baker = Sample.Other }).IsWhole);

    private static CycleCoverage Of(int settled, CycleRights? rights, params RightOutcome[] outcomes) => CycleCoverage.Of(Sample.Baker, Sample.Ten.Cycle, new Level(settled), rights, outcomes, hardRounds: 0);

    private static CycleRights Rights(params int[] levels) => new(Sample.Baker, Sample.Ten, Sample.At(levels), new AttestationDuties.Estimated(35));
}
