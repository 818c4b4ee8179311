namespace BakeWindow.Simulator.Chain;

/// <summary>What the chain knows of a block's nonce.</summary>
public enum NonceState
{
    /// <summary>The block committed to none, or its time is over.</summary>
    Forgotten,

    /// <summary>Committed to, not yet revealed.</summary>
    Committed,

    /// <summary>Revealed.</summary>
    Revealed,
}

/// <summary>Nonces: one block in so many commits to one; its baker reveals it early in the next cycle, if it is up.</summary>
public sealed class Nonces(SimChain chain)
{
    /// <summary>True when the block of the level commits to a nonce: the last of every so many levels of its cycle.</summary>
    public static bool IsCommitment(CycleMap cycles, int level)
    {
        var every = cycles.ProtocolAt(level).Constants.BlocksPerCommitment;
        return (level - cycles.SpanAt(level).First.Value) % every == every - 1;
    }

    /// <summary>The state of the nonce of a block, as a node knows it whose head is another level.</summary>
    public NonceState Of(int level, int head)
    {
        var cycle = chain.Cycles.SpanAt(level).Cycle.Value;
        var now = chain.Cycles.SpanAt(head).Cycle.Value;
        if (level > head || cycle < now - 1 || !IsCommitment(chain.Cycles, level) || chain.At(level) is not { } block)
        {
            return NonceState.Forgotten;
        }

        return cycle == now - 1 && WasRevealed(block, head) ? NonceState.Revealed : NonceState.Committed;
    }

    // The baker tries from the second level of the cycle on, not all at the same one, until the threshold is reached.
    private bool WasRevealed(Block block, int head)
    {
        var span = chain.Cycles.SpanOf(chain.Cycles.SpanAt(block.Level).Cycle.Value + 1);
        var within = chain.Cycles.ProtocolAt(span.First.Value).Constants.NonceRevelationThreshold;
        var from = span.First.Value + 2 + (int)(Dice.Share(chain.Plan.Seed, Dice.Purpose.Revelation, block.Level) * Math.Min(20, within / 2));
        var to = Math.Min(head, span.First.Value + within - 1);
        // A revelation sent at one level stands in the next block.
        return chain.Since(from).Any(b => b.Level < to && b.WasUp(block.Baker));
    }
}
