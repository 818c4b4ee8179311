using BakeWindow.Core.Chain;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Rehearsing;

/// <summary>The chain as it is replayed: what stood at a time, and what could be known at a head. Rights of a cycle become known as many cycles ahead as the protocol draws them.</summary>
internal sealed class RehearsedChain(RehearsalScript script)
{
    // Before Tenderbake a baker has a whole cycle to reveal in and does it at once.
    private const int RevealedSoon = 10;

    private readonly ChainView present = script.Chain;
    private readonly TimeSpan pace = script.Chain.Constants.MinimalBlockDelay + script.Chain.Drift;
    private readonly Dictionary<(int Baker, int Cycle), RightsSheet> sheets = [];
    private readonly Dictionary<(int Baker, int Cycle), IReadOnlyList<NonceDuty>> commitments = [];

    public ProtocolConstants Constants => present.Constants;

    public DateTimeOffset TimeOf(Level level) => present.Head.Timestamp + (pace * (level - present.Head.Level));

    /// <summary>The highest block that stands at the time.</summary>
    public Level HeadAt(DateTimeOffset at) => present.Head.Level + (int)Math.Floor((at - present.Head.Timestamp) / pace);

    public CycleSpan CycleOf(Level level)
    {
        var here = present.Head.Cycle;
        var index = (int)Math.Floor((double)(level - here.First) / Constants.BlocksPerCycle);
        var first = here.First + (index * Constants.BlocksPerCycle);
        return new CycleSpan(here.Cycle + index, first, first + Constants.BlocksPerCycle - 1);
    }

    /// <summary>What a node tells at the head.</summary>
    public ChainView View(Level head) => present with
    {
        Head = present.Head with
        {
            Level = head,
            Hash = $"rehearsed-{head}",
            Predecessor = $"rehearsed-{head - 1}",
            Timestamp = TimeOf(head),
            Round = 0,
            Protocol = Constants.Protocol,
            NextProtocol = Constants.Protocol,
            Cycle = CycleOf(head),
        },
        Activations = [],
    };

    /// <summary>What could be known of a baker at the head; null when nothing of its cycle is.</summary>
    /// <param name="baker">Its place in the script.</param>
    /// <param name="head">The head.</param>
    /// <param name="missed">Slots and levels that the rehearsal's own outages have missed in this cycle.</param>
    public BakerRights? Known(int baker, Level head, (double Slots, int Levels) missed)
    {
        var cycle = CycleOf(head);
        return Sheet(baker, cycle.Cycle) is not { } sheet ? null : new BakerRights(sheet)
        {
            Nonces = [.. Due(baker, cycle.Cycle - 1, head), .. Due(baker, cycle.Cycle, head)],
            Participation = Constants.Era is ConsensusEra.Priority ? null : Participation(baker, sheet, head, missed),
        };
    }

    private Participation Participation(int baker, RightsSheet sheet, Level head, (double Slots, int Levels) missed)
    {
        var here = CycleOf(head);
        var expected = script.Bakers[baker].ExpectedSlots ?? (long)Math.Floor(sheet.Attesting(here.First, here.Last).Slots);
        var (numerator, denominator) = Constants.MinimalParticipation;
        return new Participation
        {
            ExpectedSlots = expected,
            MinimalSlots = expected * numerator / denominator,
            MissedSlots = (long)Math.Ceiling(missed.Slots),
            MissedLevels = missed.Levels,
            ExpectedRewardMutez = 0,
            ReadAt = head,
        };
    }

    // From the cycle before, whose last right may not be settled, to the last that was drawn.
    private RightsSheet? Sheet(int baker, Cycle cycle)
    {
        if (sheets.TryGetValue((baker, cycle.Value), out var known))
        {
            return known;
        }

        var all = script.Bakers[baker].Cycles.Where(c => c.Span.Length == Constants.BlocksPerCycle).DistinctBy(c => c.Span.Cycle).ToDictionary(c => c.Span.Cycle.Value);
        if (!all.TryGetValue(cycle.Value, out var here))
        {
            return null;
        }

        List<CycleRights> heard = [here];
        if (all.TryGetValue(cycle.Value - 1, out var before))
        {
            heard.Insert(0, before);
        }

        for (var ahead = 1; ahead <= Constants.ConsensusRightsDelay && all.TryGetValue(cycle.Value + ahead, out var next); ahead++)
        {
            heard.Add(next);
        }

        return sheets[(baker, cycle.Value)] = RightsSheet.From(heard, script.Bakers[baker].Share);
    }

    // Every own block is taken to have been baked, and every nonce to be revealed at the last moment: that closes the most.
    private IEnumerable<NonceDuty> Due(int baker, Cycle cycle, Level head)
    {
        if (!commitments.TryGetValue((baker, cycle.Value), out var all))
        {
            var rights = script.Bakers[baker].Cycles.FirstOrDefault(c => c.Span.Cycle == cycle && c.Span.Length == Constants.BlocksPerCycle);
            all = rights is null ? [] : NonceDuty.Ahead(rights, rights.Span, Constants, rights.Span.First - 1);
            commitments[(baker, cycle.Value)] = Constants.Era is ConsensusEra.Tenderbake ? all : [.. all.Select(n => n with { Until = n.From + RevealedSoon })];
        }

        return commitments[(baker, cycle.Value)].Where(n => n.CommittedAt <= head && head < n.Until);
    }
}
