namespace BakeWindow.Simulator.Chain;

/// <summary>Who was there and who was not, reckoned from the blocks, under the chain's own lock.</summary>
public sealed class Attendance(SimChain chain)
{
    private readonly Dictionary<(int Baker, int Cycle), (int Through, int Slots, int Levels)> counted = [];
    private AttendanceRecord forgotten = AttendanceRecord.Nothing;

    /// <summary>What a baker did and missed since the simulation began; of bakers that are not watched, in the levels that are kept. The newest level counts when the next block holds its attestations.</summary>
    public AttendanceRecord Of(Baker baker)
    {
        var kept = chain.Since(chain.Plan.AnchorLevel + 1);
        lock (chain.Gate)
        {
            var record = kept.Aggregate(baker == chain.Watched ? forgotten : AttendanceRecord.Nothing, (sum, block) => Add(sum, block, baker));
            return kept.Count > 0 && MustAttest(kept[^1].Level, baker) ? WithoutAttestation(record, kept[^1], baker) : record;
        }
    }

    /// <summary>Attestations that a baker missed in a cycle, in slots and levels, as a node knows them whose head is the level: those of the head itself are not in yet.</summary>
    public (int Slots, int Levels) Missed(Baker baker, int cycle, int head)
    {
        var span = chain.Cycles.SpanOf(cycle);
        // The newest levels may still be replaced, so that they are counted anew each time.
        var (limit, final) = (Math.Min(head - 1, span.Last.Value), Math.Min(head - 4, span.Last.Value));
        lock (chain.Gate)
        {
            var known = counted.GetValueOrDefault((baker.Index, cycle), (span.First.Value - 1, 0, 0));
            if (known.Item1 > limit)
            {
                known = (span.First.Value - 1, 0, 0);
            }

            var sum = known;
            foreach (var block in chain.Since(known.Item1 + 1).TakeWhile(b => b.Level <= limit))
            {
                if (!block.WasUp(baker.Index) && MustAttest(block.Level, baker))
                {
                    sum = (block.Level, sum.Item2 + chain.Lottery.CommitteeAt(block.Level).Power(baker.Index), sum.Item3 + 1);
                }

                if (block.Level == final)
                {
                    counted[(baker.Index, cycle)] = (final, sum.Item2, sum.Item3);
                }
            }

            return (sum.Item2, sum.Item3);
        }
    }

    /// <summary>True when the baker has to attest the level.</summary>
    public bool MustAttest(int level, Baker baker) =>
        (chain.AllBakersAttestFrom is { } from && level >= from) || chain.Lottery.OwnsSlot(level, baker);

    /// <summary>Takes over blocks that are about to be dropped.</summary>
    internal void Remember(IEnumerable<Block> dropped)
    {
        lock (chain.Gate)
        {
            forgotten = dropped.Where(b => b.Level > chain.Plan.AnchorLevel).Aggregate(forgotten, (sum, block) => Add(sum, block, chain.Watched));
        }
    }

    private AttendanceRecord Add(AttendanceRecord sum, Block block, Baker baker)
    {
        if (chain.Lottery.BakerAt(block.Level, 0) == baker)
        {
            sum = (block.Round, block.OwnerWasDown) switch
            {
                (0, _) => sum with { BlocksMade = sum.BlocksMade + 1 },
                (_, true) => sum with { BlocksMissed = sum.BlocksMissed + 1, MissedBlockLevels = [.. sum.MissedBlockLevels.Take(999), block.Level] },
                _ => sum with { BlocksLost = sum.BlocksLost + 1 },
            };
        }

        if (!MustAttest(block.Level, baker))
        {
            return sum;
        }

        return block.WasUp(baker.Index) ? sum with { LevelsAttested = sum.LevelsAttested + 1 } : sum with { LevelsMissed = sum.LevelsMissed + 1 };
    }

    private static AttendanceRecord WithoutAttestation(AttendanceRecord record, Block block, Baker baker) =>
        block.WasUp(baker.Index) ? record with { LevelsAttested = record.LevelsAttested - 1 } : record with { LevelsMissed = record.LevelsMissed - 1 };
}
