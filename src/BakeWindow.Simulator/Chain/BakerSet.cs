namespace BakeWindow.Simulator.Chain;

/// <summary>All delegates, and the lottery's weights. At most 64, so that who was down at a level fits into one number.</summary>
public sealed class BakerSet
{
    /// <summary>About a real network's: 300 million tez.</summary>
    public const long TotalStake = 300_000_000_000_000;

    private readonly Dictionary<string, Baker> byAddress;
    private readonly AliasTable table;

    private BakerSet(IReadOnlyList<Baker> all) =>
        (All, Total, byAddress, table) = (all, all.Sum(b => b.Stake), all.ToDictionary(b => b.Address, StringComparer.Ordinal), new AliasTable([.. all.Select(b => b.Stake)]));

    /// <summary>Every baker, by index.</summary>
    public IReadOnlyList<Baker> All { get; }

    /// <summary>The stake of all, in mutez.</summary>
    public long Total { get; }

    /// <summary>Makes a set: the baker to be watched first, then others whose stakes fall off as on a real network, one of them dust.</summary>
    /// <param name="names">Where addresses come from.</param>
    /// <param name="seed">The seed of the stakes.</param>
    /// <param name="share">The watched baker's share of the stake, above 0 and below 1.</param>
    /// <param name="others">How many others; 2…63.</param>
    /// <param name="watched">The watched baker's address; null invents one.</param>
    /// <param name="blsShare">The part of the others that sign with BLS keys; none before 023.</param>
    public static BakerSet Make(Names names, ulong seed, double share, int others, string? watched = null, double blsShare = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(share, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(others, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(others, 63);
        // A long tail: the n-th baker has about 1/n of the first one's stake, give or take; the last one is dust (0.001 %).
        var weights = Enumerable.Range(1, others - 1).Select(n => (0.7 + (0.6 * Dice.Share(seed, Dice.Purpose.Stake, n))) / n).ToArray();
        var dust = TotalStake / 100_000;
        var rest = (TotalStake * (1 - share)) - dust;
        var stakes = weights.Select(w => (long)(w / weights.Sum() * rest)).Append(dust).ToArray();
        var first = watched ?? names.Tz1(0);
        List<Baker> all = [new(0, first, (long)(TotalStake * share), first, names.PublicKey(0))];
        for (var i = 1; i <= others; i++)
        {
            var address = names.Tz1(i);
            var bls = Dice.Share(seed, Dice.Purpose.Stake, i, 1) < blsShare;
            all.Add(new(i, address, stakes[i - 1], bls ? names.Tz4(i) : address, names.PublicKey(i)));
        }

        return new BakerSet(all);
    }

    /// <summary>The baker of an address; null when it is none.</summary>
    public Baker? Find(string address) => byAddress.GetValueOrDefault(address);

    /// <summary>Its share of the stake, 0…1.</summary>
    public double ShareOf(Baker baker) => (double)baker.Stake / Total;

    internal int Draw(ulong thrown) => table.Draw(thrown);
}
