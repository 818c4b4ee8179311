using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;
using CsCheck;

namespace BakeWindow.Tests.Storage;

/// <summary>Cycles of rights, from none to one at every level, of both eras.</summary>
internal static class RightsGen
{
    private static readonly Gen<CycleSpan> Span =
        from cycle in Gen.Int[0, 2_000]
        from first in Gen.OneOf(Gen.Int[1, 100], Gen.Int[15_000_000, 16_000_000], Gen.Const(int.MaxValue - 400))
        from length in Gen.Int[1, 300]
        select new CycleSpan(new Cycle(cycle), new Level(first), new Level(first + length - 1));

    private static readonly Gen<int> Round = Gen.Frequency((8, Gen.Int[0, 3]), (2, Gen.Int[0, 300]), (1, Gen.Int[0, int.MaxValue]));

    private static readonly Gen<short> Slots = Gen.Frequency((3, Gen.Const(AttestationDuties.Known.None)), (5, Gen.Int[0, 200].Select(n => (short)n)), (1, Gen.Int[0, short.MaxValue].Select(n => (short)n)));

    public static readonly Gen<CycleRights> Rights =
        from span in Span
        from baking in Gen.Select(Gen.Int[0, span.Length - 1], Round, (at, round) => new BakingRight(span.First + at, round)).List[0, 60]
        from duties in Gen.OneOf<AttestationDuties>(
            Gen.Double[0, 7_000].Select(AttestationDuties (d) => new AttestationDuties.Estimated(d)),
            Slots.Array[span.Length].Select(AttestationDuties (s) => new AttestationDuties.Known(s)))
        select new CycleRights(Stories.Baker, span, baking, duties);

    public static bool Same(CycleRights a, CycleRights? b) =>
        b is not null && a.Baker == b.Baker && a.Span == b.Span && a.Baking.SequenceEqual(b.Baking) && (a.Attestations, b.Attestations) switch
        {
            (AttestationDuties.Known x, AttestationDuties.Known y) => x.SlotsPerLevel.AsSpan().SequenceEqual(y.SlotsPerLevel),
            var (x, y) => x == y,
        };
}
