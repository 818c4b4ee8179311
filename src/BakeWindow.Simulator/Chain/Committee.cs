namespace BakeWindow.Simulator.Chain;

/// <summary>The owners of one level's attestation slots.</summary>
public sealed class Committee
{
    private readonly byte[] owners;
    private readonly int[] first;
    private readonly int[] count;

    internal Committee(byte[] owners, int bakers)
    {
        (this.owners, first, count) = (owners, new int[bakers], new int[bakers]);
        Array.Fill(first, -1);
        for (var slot = 0; slot < owners.Length; slot++)
        {
            var owner = owners[slot];
            first[owner] = first[owner] < 0 ? slot : first[owner];
            count[owner]++;
        }
    }

    /// <summary>How many slots a baker owns.</summary>
    public int Power(int baker) => count[baker];

    /// <summary>A baker's lowest slot, by which it attests; −1 when it owns none.</summary>
    public int FirstSlot(int baker) => first[baker];

    /// <summary>All slots of a baker, rising.</summary>
    public IEnumerable<int> Slots(int baker) => Enumerable.Range(0, owners.Length).Where(s => owners[s] == baker);

    /// <summary>The bakers that own a slot, in order of their first one.</summary>
    public IEnumerable<int> Bakers => Enumerable.Range(0, count.Length).Where(b => count[b] > 0).OrderBy(b => first[b]);
}
