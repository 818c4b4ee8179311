namespace BakeWindow.Simulator.Chain;

/// <summary>Draws an index with a chance in proportion to its weight, in constant time (Walker's alias method, as Vose builds it).</summary>
internal sealed class AliasTable
{
    private readonly double[] keep;
    private readonly int[] other;

    /// <summary>Makes the table; at least one weight is above zero.</summary>
    public AliasTable(IReadOnlyList<long> weights)
    {
        var count = weights.Count;
        var mean = weights.Sum(w => (double)w) / count;
        (keep, other) = (new double[count], new int[count]);
        var scaled = weights.Select(w => w / mean).ToArray();
        var (small, large) = (new Stack<int>(), new Stack<int>());
        for (var i = 0; i < count; i++)
        {
            (scaled[i] < 1 ? small : large).Push(i);
        }

        while (small.Count > 0 && large.Count > 0)
        {
            var (poor, rich) = (small.Pop(), large.Peek());
            (keep[poor], other[poor]) = (scaled[poor], rich);
            scaled[rich] -= 1 - scaled[poor];
            if (scaled[rich] < 1)
            {
                small.Push(large.Pop());
            }
        }

        foreach (var whole in small.Concat(large))
        {
            (keep[whole], other[whole]) = (1, whole);
        }
    }

    /// <summary>The index that a throw of 64 bits falls on.</summary>
    public int Draw(ulong thrown)
    {
        var column = (int)(((thrown >> 32) * (ulong)keep.Length) >> 32);
        return (uint)thrown * (1.0 / (1UL << 32)) < keep[column] ? column : other[column];
    }
}
