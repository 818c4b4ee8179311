using BakeWindow.Core.Calendar;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;
using CsCheck;

namespace BakeWindow.Core.Tests.Calendar;

public sealed class RightsBytesTests
{
    private static readonly BakerAddress Baker = BakerAddress.Parse("tz1gg5bjopPcr9agjamyu9BbXKLibNc2rbAq");
    private static readonly CycleSpan Cycle = new(new Cycle(1), new Level(1), new Level(2_000));

    [Fact]
    public void What_was_written_is_read_for_any_rights_and_any_part_of_them() =>
        Gen.Select(Gen.Select(Gen.Int[1, 2_000], Gen.Int[0, 9]).Array[0, 60], Gen.Int[1, 2_500], Gen.Int[1, 2_500]).Sample((rights, a, b) =>
        {
            var sheet = RightsSheet.From([new CycleRights(Baker, Cycle, rights.Select(r => new BakingRight(new Level(r.Item1), r.Item2)), new AttestationDuties.Estimated(35))], 0.01);
            var (from, to) = (new Level(Math.Min(a, b)), new Level(Math.Max(a, b)));

            var read = Assert.Single(RightsBytes.Read(RightsBytes.Write([sheet], from, to)));

            Assert.Equal(sheet.Baking.ToArray().Where(r => r.Level >= from && r.Level <= to), read.Baking);
            Assert.Empty(read.Duties);
            Assert.Equal((from, Math.Max(0, Level.Min(to, Cycle.Last) - from + 1)), (read.First, read.Length));
        }, iter: 500);

    [Fact]
    public void Duties_that_are_known_by_level_are_runs_that_begin_with_a_duty()
    {
        short[] slots = [AttestationDuties.Known.None, 0, 3, AttestationDuties.Known.None, AttestationDuties.Known.None, 1];
        var span = new CycleSpan(new Cycle(1), new Level(11), new Level(16));
        var sheet = RightsSheet.From([new CycleRights(Baker, span, [new BakingRight(new Level(12), 0)], new AttestationDuties.Known(slots))], null);

        Assert.Equal([0, 1, 2, 2, 1], RightsBytes.Read(RightsBytes.Write([sheet], span.First, span.Last))[0].Duties);
    }

    [Fact]
    public void The_bytes_are_those_of_the_document()
    {
        var sheet = RightsSheet.From([new CycleRights(Baker, Cycle, [new(new(200), 0), new(new(200), 2), new(new(203), 5)], new AttestationDuties.Estimated(35))], 0.01);

        // BWR1 · 1 baker · first 150 · 100 levels · no runs · 3 rights · 50 levels on, round 0 · 0 on, round 2 · 3 on, round 3 and 2 more
        Assert.Equal("42575231" + "01" + "9601" + "64" + "00" + "03" + "C801" + "02" + "0F02", Convert.ToHexString(RightsBytes.Write([sheet], new Level(150), new Level(249))));
    }

    [Fact]
    public void Other_bytes_and_cut_off_ones_are_no_rights()
    {
        Assert.Throws<FormatException>(() => RightsBytes.Read("PNG1"u8));
        Assert.Throws<FormatException>(() => RightsBytes.Read([.. "BWR1"u8, 1, 0x96]));
    }
}
