namespace BakeWindow.Simulator.Chain;

public sealed partial class SimChain
{
    private int? allBakersAttestFrom;
    private int variant;
    private int orderedReorg;
    private int reorgedBefore;
    private long? haltedFrom;
    private (long From, long To) halt;

    /// <summary>The first level at which all bakers attest; null for never.</summary>
    public int? AllBakersAttestFrom
    {
        get
        {
            lock (gate)
            {
                return allBakersAttestFrom;
            }
        }
    }

    /// <summary>True while no blocks are made.</summary>
    public bool IsHalted
    {
        get
        {
            lock (gate)
            {
                return haltedFrom is not null;
            }
        }
    }

    /// <summary>Makes no blocks from now on.</summary>
    public void Halt()
    {
        lock (gate)
        {
            GrowLocked();
            haltedFrom ??= time.GetUtcNow().ToUnixTimeSeconds();
            SetAlarm();
            AnnounceLocked();
        }
    }

    /// <summary>Makes blocks again. Rounds went by meanwhile: the next block is of a later round, as after a real halt.</summary>
    public void Resume()
    {
        lock (gate)
        {
            if (haltedFrom is { } from)
            {
                (halt, haltedFrom) = ((from, time.GetUtcNow().ToUnixTimeSeconds()), null);
                GrowLocked();
                AnnounceLocked();
            }
        }
    }

    /// <summary>Replaces the last one or two blocks when the next one would be due: the replacements are of a later round, so nothing ever comes early.</summary>
    /// <returns>When it will happen.</returns>
    public DateTimeOffset Reorg(int depth)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(depth, 2);
        lock (gate)
        {
            GrowLocked();
            orderedReorg = depth;
            return DateTimeOffset.FromUnixTimeSeconds(Due(blocks[^1].Level + 1, attempt.Round));
        }
    }

    /// <summary>Lets another protocol begin with a cycle that has not begun.</summary>
    /// <exception cref="ArgumentException">The cycle has begun, or an activation is planned after it.</exception>
    public CycleMap.Activation Activate(ProtocolVersion protocol, int cycle)
    {
        lock (gate)
        {
            GrowLocked();
            var now = plan.Cycles.SpanAt(blocks[^1].Level).Cycle.Value;
            return cycle > now ? plan.Cycles.Activate(protocol, cycle) : throw new ArgumentException($"cycle {cycle} has begun; the next one is {now + 1}", nameof(cycle));
        }
    }

    /// <summary>Lets all bakers attest from the first level of a cycle on; null for never.</summary>
    public void AllBakersAttest(int? fromCycle)
    {
        lock (gate)
        {
            allBakersAttestFrom = fromCycle is { } cycle ? plan.Cycles.SpanOf(cycle).First.Value : null;
            AnnounceLocked();
        }
    }

    private bool WasHalted(long at) => halt.From <= at && at < halt.To;

    private int ReorgBefore(int level)
    {
        if (orderedReorg > 0)
        {
            return orderedReorg;
        }

        if (level <= reorgedBefore || level <= plan.AnchorLevel + 3 || plan.Script?.BlockAt(level) is not null)
        {
            return 0;
        }

        var chance = Dice.Share(plan.Seed, Dice.Purpose.Reorg, level);
        return chance < plan.ReorgChance / 10 ? 2 : chance < plan.ReorgChance ? 1 : 0;
    }

    private void Replace(int level, int depth)
    {
        (orderedReorg, reorgedBefore) = (0, Math.Max(level, reorgedBefore));
        var first = blocks[^depth];
        blocks.RemoveRange(blocks.Count - depth, depth);
        variant++;
        attempt = new Attempt(first.Round + 1, first.OwnerWasDown);
    }
}
