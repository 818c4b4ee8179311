using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;

namespace BakeWindow.Simulation.Chain;

/// <summary>One cycle as it came: whose turn it was, and when each block stood. Events only; levels at which nothing happens cost nothing.</summary>
internal sealed class CycleThatCame
{
    private const int RoundsKnown = 2;

    private readonly Era era;
    private readonly long baseTicks;

    // Blocks of later rounds: where, how much later than nominal they stood, and by how much all before them had delayed the chain.
    private readonly int[] lateAt;
    private readonly int[] lateRound;
    private readonly long[] delayBefore;

    private CycleThatCame(Era era, CycleSpan span, long baseTicks, CycleRights rights, int[] own, int[] turns, int[] endorsements, List<(int At, int Round)> late)
    {
        (this.era, this.baseTicks, Span, Rights, Own, Turns, Endorsements) = (era, baseTicks, span, rights, own, turns, endorsements);
        lateAt = [.. late.Select(l => l.At)];
        lateRound = [.. late.Select(l => l.Round)];
        delayBefore = new long[late.Count + 1];
        for (var i = 0; i < late.Count; i++)
        {
            var constants = era.Constants;
            delayBefore[i + 1] = delayBefore[i] + constants.RoundOffset(lateRound[i]).Ticks + constants.RoundDuration(lateRound[i]).Ticks - era.Block;
        }

        Commits = Array.Exists(own, at => (at + 1) % era.Constants.BlocksPerCommitment == 0);
    }

    public CycleSpan Span { get; }

    public CycleRights Rights { get; }

    /// <summary>Positions at which the baker owns round 0.</summary>
    public int[] Own { get; }

    /// <summary>Positions of the blocks that are the baker's in the chain that came: round 0, and later rounds whose earlier owners missed.</summary>
    public int[] Turns { get; }

    /// <summary>Positions of endorsing rights (priority era).</summary>
    public int[] Endorsements { get; }

    /// <summary>One of the baker's blocks commits to a nonce.</summary>
    public bool Commits { get; }

    /// <summary>When round 0 of the next cycle's first block is due.</summary>
    public long EndTicks => baseTicks + (Span.Length * era.Block) + delayBefore[^1];

    public static CycleThatCame Draw(Era era, BakerAddress baker, double share, CycleSpan span, long baseTicks, Luck luck)
    {
        var length = span.Length;
        var lowest = new byte[length];
        Array.Fill(lowest, byte.MaxValue);
        var baking = new List<BakingRight>();
        var own = new List<int>();
        for (var round = 0; round <= RoundsKnown; round++)
        {
            foreach (var at in Events(share, length, ref luck))
            {
                baking.Add(new BakingRight(span.First + at, round));
                lowest[at] = Math.Min(lowest[at], (byte)round);
                if (round == 0)
                {
                    own.Add(at);
                }
            }
        }

        var turns = new List<int>(own);
        var late = new List<(int At, int Round)>();
        foreach (var at in Events(era.MissedRound, length, ref luck))
        {
            var round = 1 + luck.Skip(Math.Log(1 - (1 - era.MissedRound)));
            // The baker is there: where its turn comes before that, it bakes.
            if (lowest[at] < round)
            {
                round = lowest[at];
            }

            if (round == lowest[at] && round > 0)
            {
                turns.Add(at);
            }

            if (round > 0)
            {
                late.Add((at, round));
            }
        }

        turns.Sort();
        return new CycleThatCame(era, span, baseTicks, RightsOf(era, baker, share, span, baking, ref luck, out var endorsements), [.. own], [.. turns], endorsements, late);
    }

    /// <summary>When the block of the position stood.</summary>
    public long TimeOf(int at)
    {
        var i = LowerBound(lateAt, at);
        var own = i < lateAt.Length && lateAt[i] == at ? era.Constants.RoundOffset(lateRound[i]).Ticks : 0;
        return baseTicks + (at * era.Block) + delayBefore[i] + own;
    }

    /// <summary>The round of the block at the position.</summary>
    public int RoundOf(int at)
    {
        var i = LowerBound(lateAt, at);
        return i < lateAt.Length && lateAt[i] == at ? lateRound[i] : 0;
    }

    /// <summary>The first index whose value is not below.</summary>
    public static int LowerBound(int[] sorted, int value)
    {
        var i = Array.BinarySearch(sorted, value);
        return i < 0 ? ~i : i;
    }

    private static CycleRights RightsOf(Era era, BakerAddress baker, double share, CycleSpan span, List<BakingRight> baking, ref Luck luck, out int[] endorsements)
    {
        if (era.Constants.Era is ConsensusEra.Tenderbake)
        {
            endorsements = [];
            return new CycleRights(baker, span, baking, new AttestationDuties.Estimated(share * era.Constants.CommitteeSize));
        }

        var slots = new short[span.Length];
        Array.Fill(slots, AttestationDuties.Known.None);
        var some = Events(1 - Math.Pow(1 - share, era.Constants.CommitteeSize), span.Length, ref luck);
        foreach (var at in some)
        {
            slots[at] = 1;
        }

        endorsements = [.. some];
        return new CycleRights(baker, span, baking, new AttestationDuties.Known(slots));
    }

    private static List<int> Events(double chance, int length, ref Luck luck)
    {
        var events = new List<int>();
        var log = Math.Log(1 - chance);
        for (long at = luck.Skip(log); at < length; at += 1L + luck.Skip(log))
        {
            events.Add((int)at);
        }

        return events;
    }
}
