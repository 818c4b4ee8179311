using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Tests.Rights;

public sealed class NonceDutyTests
{
    [Fact]
    public void Every_112th_block_of_a_cycle_will_commit_and_must_be_revealed_early_in_the_next()
    {
        // Cycle 10 begins with 1,001: blocks 1,112, 1,224 … commit.
        var rights = new CycleRights(Sample.Baker, Sample.Ten, Sample.At(1_111, 1_112, 1_223, 1_224, 1_336), new AttestationDuties.Estimated(35));

        Assert.Equal(
            [new NonceDuty(new Level(1_224), new Level(2_001), new Level(2_401), false), new NonceDuty(new Level(1_336), new Level(2_001), new Level(2_401), false)],
            NonceDuty.Ahead(rights, Sample.Ten, Sample.Tenderbake, new Level(1_112)));
    }

    [Fact]
    public void A_later_round_will_hardly_ever_commit() =>
        Assert.Empty(NonceDuty.Ahead(new CycleRights(Sample.Baker, Sample.Ten, [new BakingRight(new Level(1_112), 1)], new AttestationDuties.Estimated(35)), Sample.Ten, Sample.Tenderbake, new Level(1_001)));
}
