using BakeWindow.Core.Chain;
using BakeWindow.Core.Ledger;

namespace BakeWindow.Core.Tests.Ledger;

public sealed class AttestedLevelsTests
{
    [Fact]
    public void What_was_not_looked_at_is_neither_made_nor_missed_and_packing_keeps_all()
    {
        var levels = AttestedLevels.None(Sample.Ten).With(new Level(1_001), made: true).With(new Level(2_000), made: false).With(new Level(1_500), made: false).With(new Level(1_500), made: true);
        var again = AttestedLevels.Unpack(Sample.Ten, levels.Pack())!;

        Assert.Equal((2, 1), (again.Made, again.Missed));
        Assert.True(again.IsRead(new Level(1_500)) && !again.IsMissed(new Level(1_500)) && again.IsMissed(new Level(2_000)));
        Assert.False(again.IsRead(new Level(1_002)));
        Assert.Equal(again.Pack(), again.With(new Level(3_000), made: false).Pack());
        Assert.Null(AttestedLevels.Unpack(Sample.Eleven, levels.Pack()));
    }
}
