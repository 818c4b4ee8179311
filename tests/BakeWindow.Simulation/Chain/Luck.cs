namespace BakeWindow.Simulation.Chain;

/// <summary>Chance from a seed: SplitMix64, so that a seed gives the same chain on every machine and every runtime.</summary>
internal struct Luck(ulong seed)
{
    private ulong state = seed;

    /// <summary>A stream of its own for each combination of numbers.</summary>
    public static Luck Of(params ReadOnlySpan<int> parts)
    {
        var mixed = new Luck(0x9E3779B97F4A7C15);
        foreach (var part in parts)
        {
            mixed.state ^= (uint)part;
            mixed.Next();
        }

        return mixed;
    }

    /// <summary>Uniform in (0, 1): never the ends, so that a logarithm is finite.</summary>
    public double Uniform() => ((Next() >> 11) + 0.5) / (1UL << 53);

    /// <summary>How many failures come before the next success of this chance: where the next event lies, without looking at what is between.</summary>
    /// <param name="logFailure">ln(1 − p).</param>
    public int Skip(double logFailure) => logFailure >= 0 ? int.MaxValue : (int)Math.Min(int.MaxValue / 2, Math.Log(Uniform()) / logFailure);

    /// <summary>A standard normal value (Box and Muller).</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(Uniform())) * Math.Cos(2 * Math.PI * Uniform());

    private ulong Next()
    {
        state += 0x9E3779B97F4A7C15;
        var z = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
