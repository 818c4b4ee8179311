using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;
using BakeWindow.Core.Signers;

namespace BakeWindow.Core.Tests.Signers;

public sealed class SigningKeysTests
{
    private static readonly SigningKeys Keys = new("tz1a", [new KeyFrom(new Cycle(11), "tz4b")], null, [new KeyFrom(new Cycle(11), "tz4c")]);

    [Fact]
    public void Each_cycle_has_its_consensus_key_and_a_tz4_one_its_companion()
    {
        Assert.Equal(["tz1a"], Keys.In(new Cycle(10)));
        Assert.Equal(["tz4b", "tz4c"], Keys.In(new Cycle(11)));
        Assert.Equal(["tz4b", "tz4c"], Keys.After(new Cycle(10)));
        Assert.Empty(Keys.After(new Cycle(11)));
    }

    [Fact]
    public void The_keys_asked_for_are_those_of_the_cycle_of_the_next_right()
    {
        Assert.Equal(new Cycle(10), SigningKeys.CycleOfNextRight(Sample.Chain(1_500), Sheet(new AttestationDuties.Estimated(35))));
        Assert.Equal(new Cycle(11), SigningKeys.CycleOfNextRight(Sample.Chain(2_000), Sheet(new AttestationDuties.Estimated(35))));

        // It attests nothing more in this cycle, and bakes in the next.
        var none = new short[1_000];
        Array.Fill(none, AttestationDuties.Known.None);
        Assert.Equal(new Cycle(11), SigningKeys.CycleOfNextRight(Sample.Chain(1_500), Sheet(new AttestationDuties.Known(none))));
        Assert.Equal(new Cycle(10), SigningKeys.CycleOfNextRight(Sample.Chain(1_500), null));
    }

    private static RightsSheet Sheet(AttestationDuties duties) => RightsSheet.From(
        [new CycleRights(Sample.Baker, Sample.Ten, Sample.At(1_100), duties), new CycleRights(Sample.Baker, Sample.Eleven, Sample.At(2_100), duties)], 0.01);
}
