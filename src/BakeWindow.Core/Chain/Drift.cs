namespace BakeWindow.Core.Chain;

/// <summary>ε, learned: an exponentially weighted mean of how much later than b blocks come. Mainnet in autumn 2026: about 0.09 s a block, 22 minutes a day.</summary>
public readonly record struct Drift(TimeSpan PerBlock)
{
    /// <summary>Takes in the next observation: two blocks of one chain and the b between them. Blocks of a lower or equal level teach nothing.</summary>
    /// <param name="earlier">The block seen before.</param>
    /// <param name="later">The block seen now.</param>
    /// <param name="minimalBlockDelay">b.</param>
    /// <param name="weight">The weight of one block in the mean; 1/600 remembers about an hour of six-second blocks.</param>
    public Drift Observe(Head earlier, Head later, TimeSpan minimalBlockDelay, double weight = 1.0 / 600)
    {
        var levels = later.Level - earlier.Level;
        if (levels <= 0)
        {
            return this;
        }

        var late = ((later.Timestamp - earlier.Timestamp) / levels) - minimalBlockDelay;
        var kept = Math.Pow(1 - weight, levels);
        var mean = (PerBlock * kept) + ((late < TimeSpan.Zero ? TimeSpan.Zero : late) * (1 - kept));
        return new Drift(mean);
    }
}
