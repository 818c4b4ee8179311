using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;
using BakeWindow.Storage;
using CsCheck;

namespace BakeWindow.Tests.Storage;

public sealed class RightsCodecTests
{
    private const string Chain = "NetXdQprcVkpaWU";

    [Fact]
    public void What_was_packed_is_unpacked_as_it_was() =>
        RightsGen.Rights.Sample(rights => RightsGen.Same(rights, Unpack(rights, RightsCodec.PackBaking(Chain, rights), RightsCodec.PackAttestations(Chain, rights))));

    [Fact]
    public void One_bit_that_fell_over_is_noticed() =>
        Gen.Select(RightsGen.Rights, Gen.Bool, Gen.Int[0, int.MaxValue]).Sample((rights, inBaking, where) =>
        {
            var (baking, attestations) = (RightsCodec.PackBaking(Chain, rights), RightsCodec.PackAttestations(Chain, rights));
            var bytes = inBaking ? baking : attestations;
            bytes[where / 8 % bytes.Length] ^= (byte)(1 << (where % 8));
            return Unpack(rights, baking, attestations) is null;
        });

    [Fact]
    public void Any_bytes_at_all_are_refused_without_an_exception() =>
        Gen.Select(RightsGen.Rights, Gen.Byte.Array[0, 64], Gen.Byte.Array[0, 64]).Sample((rights, baking, attestations) => Unpack(rights, baking, attestations) is null);

    [Fact]
    public void Rights_under_the_name_of_another_chain_baker_or_cycle_are_refused()
    {
        var rights = Rare(0.005, seed: 1);
        var (baking, attestations) = (RightsCodec.PackBaking(Chain, rights), RightsCodec.PackAttestations(Chain, rights));
        var span = rights.Span;
        var other = BakerAddress.Parse("tz1Yju7jmmsaUiG9qQLoYv35v5pHgnWoLWbt");

        Assert.NotNull(RightsCodec.Unpack(Chain, rights.Baker, span, baking, attestations));
        Assert.Null(RightsCodec.Unpack("NetXnHfVqm9iesp", rights.Baker, span, baking, attestations));
        Assert.Null(RightsCodec.Unpack(Chain, other, span, baking, attestations));
        Assert.Null(RightsCodec.Unpack(Chain, rights.Baker, new(span.Cycle + 1, span.First, span.Last), baking, attestations));
        Assert.Null(RightsCodec.Unpack(Chain, rights.Baker, new(span.Cycle, span.First + 1, span.Last + 1), baking, attestations));
        Assert.Null(RightsCodec.Unpack(Chain, rights.Baker, span, attestations, baking));
    }

    [Theory]
    [InlineData(0.005, 1_000)]
    [InlineData(0.05, 4_000)]
    public void A_cycle_of_baking_rights_is_small(double share, int mostBytes)
    {
        for (var seed = 1; seed <= 10; seed++)
        {
            var packed = RightsCodec.PackBaking(Chain, Rare(share, seed));
            Assert.True(packed.Length < mostBytes, $"{packed.Length} bytes with seed {seed}");
        }
    }

    private static CycleRights? Unpack(CycleRights rights, byte[] baking, byte[] attestations) => RightsCodec.Unpack(Chain, rights.Baker, rights.Span, baking, attestations);

    // A cycle of 14,400 levels in which each of the rounds 0, 1 and 2 of a level falls to the baker with the probability of its share.
    private static CycleRights Rare(double share, int seed)
    {
        var random = new Random(seed);
        var span = new CycleSpan(new Cycle(1_369), new Level(15_177_601), new Level(15_192_000));
        var baking = from at in Enumerable.Range(0, span.Length)
                     from round in Enumerable.Range(0, 3)
                     where random.NextDouble() < share
                     select new BakingRight(span.First + at, round);
        return new(Stories.Baker, span, baking, new AttestationDuties.Estimated(7_000 * share));
    }
}
