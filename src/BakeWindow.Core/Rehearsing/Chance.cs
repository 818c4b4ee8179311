namespace BakeWindow.Core.Rehearsing;

/// <summary>Numbers that look random and follow from a seed and a name alone, so that a rehearsal can be repeated anywhere.</summary>
internal static class Chance
{
    /// <summary>A number in [0, 1) for this seed, name and turn.</summary>
    public static double Of(ulong seed, string name, int turn)
    {
        // FNV-1a over the name, then the finalizer of SplitMix64: every bit of the input reaches every bit of the output.
        var hash = 14695981039346656037UL;
        foreach (var c in name)
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        var z = hash ^ (seed * 0x9E3779B97F4A7C15UL) ^ ((ulong)(uint)turn << 32);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        z ^= z >> 31;
        return (z >> 11) * (1.0 / (1UL << 53));
    }
}
