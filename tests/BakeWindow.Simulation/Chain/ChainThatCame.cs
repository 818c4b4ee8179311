using BakeWindow.Core.Chain;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;

namespace BakeWindow.Simulation.Chain;

/// <summary>A chain over years, made cycle by cycle as it is asked for. What happened, and what could be known at each head, told apart.</summary>
internal sealed class ChainThatCame(Era era, double share, int seed)
{
    public static readonly DateTimeOffset Genesis = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);
    public static readonly BakerAddress Baker = BakerAddress.Parse("tz1gg5bjopPcr9agjamyu9BbXKLibNc2rbAq");

    // A request looks a week and the horizon ahead, and one cycle back.
    private const int Kept = 24;

    private readonly List<long> begins = [Genesis.Ticks];
    private readonly Dictionary<int, CycleThatCame> cycles = [];
    private (int Cycle, bool Before, BakerRights Rights) known = (-1, false, null!);

    public Era Era => era;

    public double Share => share;

    private int Length => era.Constants.BlocksPerCycle;

    public CycleThatCame Cycle(int index)
    {
        while (begins.Count <= index + 1)
        {
            begins.Add(Drawn(begins.Count - 1).EndTicks);
        }

        return Drawn(index);
    }

    public int CycleOf(Level level) => (level.Value - 1) / Length;

    public DateTimeOffset TimeOf(Level level) => new(Cycle(CycleOf(level)).TimeOf((level.Value - 1) % Length), TimeSpan.Zero);

    /// <summary>The highest block that stands at the time.</summary>
    public Level HeadAt(DateTimeOffset at)
    {
        while (begins[^1] <= at.Ticks)
        {
            Cycle(begins.Count - 1);
        }

        var index = begins.BinarySearch(at.Ticks);
        index = index < 0 ? ~index - 1 : index;
        var cycle = Cycle(index);
        var (low, high) = (-1, Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = cycle.TimeOf(middle) <= at.Ticks ? (middle, high) : (low, middle - 1);
        }

        return cycle.Span.First + low;
    }

    /// <summary>The first level after the given one at which the baker owns round 0.</summary>
    public Level NextOwn(Level after)
    {
        for (var index = CycleOf(after + 1); ; index++)
        {
            var cycle = Cycle(index);
            var i = CycleThatCame.LowerBound(cycle.Own, after + 1 - cycle.Span.First);
            if (i < cycle.Own.Length)
            {
                return cycle.Span.First + cycle.Own[i];
            }
        }
    }

    /// <summary>The baker's rights of every known round after the level, without end.</summary>
    public IEnumerable<BakingRight> Baking(Level after)
    {
        for (var index = CycleOf(after + 1); ; index++)
        {
            var rights = Cycle(index).Rights;
            var (low, high) = (0, rights.Baking.Length);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = rights.Baking[middle].Level <= after ? (middle + 1, high) : (low, middle);
            }

            for (var i = low; i < rights.Baking.Length; i++)
            {
                yield return rights.Baking[i];
            }
        }
    }

    /// <summary>The baker's blocks above the level that came before the instant: what an outage in between loses.</summary>
    public int Turns(Level after, DateTimeOffset before) => Count(c => c.Turns, after, before);

    /// <summary>Endorsing rights in between.</summary>
    public int Endorsements(Level after, DateTimeOffset before) => Count(c => c.Endorsements, after, before);

    /// <summary>Rights of round 0 and, before Tenderbake, endorsements in between: what must not be missed.</summary>
    public int Hard(Level after, DateTimeOffset before) => Count(c => c.Own, after, before) + Endorsements(after, before);

    /// <summary>True when levels in which nonces were to be revealed lie between the two.</summary>
    public bool TouchesNonces(Level from, Level to)
    {
        for (var index = CycleOf(from); index <= CycleOf(to); index++)
        {
            var first = Cycle(index).Span.First;
            if (index > 0 && Cycle(index - 1).Commits && from < first + era.RevealedAfter && to >= first)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What a node tells at the head.</summary>
    public ChainView View(Level head) => new()
    {
        Head = new Head
        {
            Level = head,
            Hash = $"B{head}",
            Predecessor = $"B{head - 1}",
            Timestamp = TimeOf(head),
            Round = Cycle(CycleOf(head)).RoundOf((head.Value - 1) % Length),
            ChainId = "NetXSimulated",
            Protocol = era.Constants.Protocol,
            NextProtocol = era.Constants.Protocol,
            Cycle = Cycle(CycleOf(head)).Span,
        },
        Constants = era.Constants,
        AllBakersAttestFrom = era.AllBakersAttest ? new Level(1) : null,
        Drift = (era.Constants.RoundOffset(1) + era.Constants.RoundDuration(1) - era.Constants.MinimalBlockDelay) * era.MissedRound,
    };

    /// <summary>What can be known of the baker at the head: rights of the cycle before to the last whose rights are known, and nonces.</summary>
    public BakerRights Known(Level head)
    {
        var index = CycleOf(head);
        // Revealed or not is all that changes within a cycle.
        var before = head < Cycle(index).Span.First + era.RevealedAfter;
        if (known.Cycle != index || known.Before != before)
        {
            known = (index, before, Make(index, head, before));
        }

        return known.Rights;
    }

    private BakerRights Make(int index, Level head, bool before)
    {
        var heard = Enumerable.Range(Math.Max(0, index - 1), era.Constants.ConsensusRightsDelay + 1 + (index > 0 ? 1 : 0)).Select(Cycle).ToList();
        var nonces = new List<NonceDuty>();
        if (index > 0 && before && Cycle(index - 1).Commits)
        {
            var first = Cycle(index).Span.First;
            nonces.Add(new NonceDuty(first - 1, first, first + era.Constants.NonceRevelationThreshold, Revealed: false));
        }

        // Blocks that will commit; those of this cycle that have are the same duty. Before Tenderbake there is a whole cycle to reveal in, so nothing need be kept free for it.
        if (era.Constants.Era is ConsensusEra.Tenderbake)
        {
            nonces.AddRange(heard.Where(c => c.Span.Cycle.Value >= index).SelectMany(c => NonceDuty.Ahead(c.Rights, c.Span, era.Constants, c.Span.First - 1)));
        }

        return new BakerRights(RightsSheet.From([.. heard.Select(c => c.Rights)], share))
        {
            Nonces = nonces,
            Participation = new Participation
            {
                ExpectedSlots = (long)(share * era.Constants.CommitteeSize * Length),
                MinimalSlots = (long)(share * era.Constants.CommitteeSize * Length * 2 / 3),
                MissedSlots = 0,
                MissedLevels = 0,
                ExpectedRewardMutez = 0,
                ReadAt = Cycle(index).Span.First,
            },
        };
    }

    private int Count(Func<CycleThatCame, int[]> positions, Level after, DateTimeOffset before)
    {
        var count = 0;
        for (var index = CycleOf(after + 1); ; index++)
        {
            var cycle = Cycle(index);
            var all = positions(cycle);
            for (var i = CycleThatCame.LowerBound(all, after + 1 - cycle.Span.First); i < all.Length; i++)
            {
                if (cycle.TimeOf(all[i]) >= before.Ticks)
                {
                    return count;
                }

                count++;
            }

            if (cycle.EndTicks >= before.Ticks)
            {
                return count;
            }
        }
    }

    private CycleThatCame Drawn(int index)
    {
        if (!cycles.TryGetValue(index, out var cycle))
        {
            var span = new CycleSpan(new Cycle(index), new Level((index * Length) + 1), new Level((index + 1) * Length));
            cycle = CycleThatCame.Draw(era, Baker, share, span, begins[index], Luck.Of(seed, (int)Math.Round(share * 1_000_000), (int)era.Constants.MinimalBlockDelay.TotalSeconds, index));
            cycles[index] = cycle;
            cycles.Remove(index - Kept);
        }

        return cycle;
    }
}
