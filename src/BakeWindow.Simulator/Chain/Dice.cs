namespace BakeWindow.Simulator.Chain;

/// <summary>Chance without state: the same seed and place always give the same throw, so that any level can be looked at in any order.</summary>
internal static class Dice
{
    /// <summary>A throw of 64 bits for a place (level, round …) and a purpose.</summary>
    public static ulong Throw(ulong seed, Purpose purpose, long a, long b = 0) =>
        Mix(Mix(Mix(seed + ((ulong)purpose * 0x9E3779B97F4A7C15)) ^ (ulong)a) + ((ulong)b * 0xD1B54A32D192ED03));

    /// <summary>A throw from 0 (included) to 1 (excluded).</summary>
    public static double Share(ulong seed, Purpose purpose, long a, long b = 0) => (Throw(seed, purpose, a, b) >> 11) * (1.0 / (1UL << 53));

    // The finaliser of SplitMix64: every bit of the input moves every bit of the output.
    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }

    /// <summary>What a throw is for; throws for different purposes are independent.</summary>
    public enum Purpose
    {
        /// <summary>Who owns an attestation slot, and with it the round of that number (Tenderbake).</summary>
        Slot = 1,

        /// <summary>Who may bake at a priority (up to 011).</summary>
        Priority,

        /// <summary>Who owns an endorsing slot (up to 011).</summary>
        EndorsingSlot,

        /// <summary>Whether a baker that is up loses its round all the same.</summary>
        Slow,

        /// <summary>Whether the chain changes its mind here.</summary>
        Reorg,

        /// <summary>How the stake is spread.</summary>
        Stake,

        /// <summary>How long after the cycle's start a nonce is revealed.</summary>
        Revelation,
    }
}
