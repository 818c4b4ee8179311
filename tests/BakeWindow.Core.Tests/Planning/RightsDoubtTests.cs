using BakeWindow.Core.Chain;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Tests.Planning;

public sealed class RightsDoubtTests
{
    private static readonly ChainView Chain = Sample.Chain(1_500);

    private static string? Doubt(double? share, params int[] levels) => RightsDoubt.About(RightsSheet.From(
        [
            new CycleRights(Sample.Baker, Sample.Ten, Sample.At([.. levels.Where(l => l <= 2_000)]), new AttestationDuties.Estimated(35)),
            new CycleRights(Sample.Baker, Sample.Eleven, Sample.At([.. levels.Where(l => l > 2_000)]), new AttestationDuties.Estimated(35)),
        ], share), Chain, new Policy());

    [Fact]
    public void An_empty_sheet_of_a_baker_that_must_own_blocks_is_not_believed() =>
        Assert.Contains("15 blocks of its own likely in 1500 levels", Doubt(0.01), StringComparison.Ordinal);

    [Fact]
    public void Fourteen_expected_blocks_are_the_limit()
    {
        Assert.NotNull(Doubt(14.0 / 1_500));
        Assert.Null(Doubt(13.9 / 1_500));
    }

    [Fact]
    public void A_dust_baker_may_well_own_nothing() => Assert.Null(Doubt(0.00001));

    [Fact]
    public void Without_a_share_an_empty_sheet_is_not_believed_and_one_right_is_enough()
    {
        Assert.NotNull(Doubt(null));
        Assert.Null(Doubt(null, 1_700));
    }

    [Fact]
    public void Rights_behind_the_head_prove_nothing() => Assert.NotNull(Doubt(0.01, 1_499, 1_500));

    [Fact]
    public void One_empty_cycle_among_others_is_not_believed_either()
    {
        Assert.Contains("from level 2001 to 3000", Doubt(0.02, 1_600, 1_700), StringComparison.Ordinal);
        Assert.Null(Doubt(0.02, 1_600, 2_700));
    }
}
