using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;
using BakeWindow.Tezos.Rpc;

namespace BakeWindow.Tezos.Rights;

/// <summary>
/// A baker's rights, cycle by cycle, as far as they are known. Asks for each cycle once: what the caller has already is used again. Heavy calls; call it when a cycle begins, not at every head.
/// </summary>
/// <param name="sources">Where to ask, in order of preference: those that are marked for rights calls.</param>
/// <param name="maxRound">The highest round (priority) wanted; at least the hard rounds of the policy.</param>
/// <param name="settleLevels">Levels for which a right still closes after its own; rights so far behind the head are read too.</param>
public sealed class HorizonReader(IReadOnlyList<IRightsSource> sources, int maxRound = 2, int settleLevels = 2)
{
    /// <summary>Reads what is not known yet.</summary>
    /// <param name="baker">Whose rights.</param>
    /// <param name="chain">The head to start from.</param>
    /// <param name="known">Cycles read before, with at least as many rounds; those with other levels than now expected are read again.</param>
    /// <param name="slotsPerLevel">The slots that the baker attests a level on average; null: reckoned from how often it bakes. Used in Tenderbake only, where attestation rights are not fetched.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="RpcException">Not even the head's own cycle could be read.</exception>
    public async Task<HorizonReading> ReadAsync(BakerAddress baker, ChainView chain, IReadOnlyList<CycleRights> known, double? slotsPerLevel, CancellationToken ct = default)
    {
        var read = new List<(CycleSpan Span, IReadOnlyList<BakingRight> Baking, short[]? Attesting)>();
        var cycles = new List<CycleRights>();
        string? shortfall = null;
        RpcException? failure = null;
        foreach (var span in Spans(chain))
        {
            if (known.FirstOrDefault(k => k.Baker == baker && IsUsable(k, span, chain)) is { } old)
            {
                cycles.Add(old);
                continue;
            }

            try
            {
                read.Add(await ReadAsync(baker, chain, span, ct));
            }
            catch (RpcException) when (span.Last < chain.Head.Cycle.First)
            {
                // The tail of the former cycle: without it the planner keeps the first levels closed.
            }
            catch (RpcException.UnknownSeed e) when (span.First > chain.Head.Level)
            {
                // What the node says beats what the constants say.
                shortfall = e.Message;
                break;
            }
            catch (RpcException e) when (span.First > chain.Head.Level)
            {
                // What was read before is not thrown away.
                failure = e;
                break;
            }
        }

        var slots = slotsPerLevel ?? Frequency(read, cycles) * chain.Constants.CommitteeSize;
        CycleRights[] fresh = [.. read.Select(r => new CycleRights(baker, r.Span, r.Baking,
            r.Attesting is { } some ? new AttestationDuties.Known(some) : new AttestationDuties.Estimated(slots)))];
        return new HorizonReading([.. cycles.Concat(fresh).OrderBy(c => c.Span.First)], fresh, shortfall, failure);
    }

    // From the level that still closes to the last cycle that the constants promise, but not across a coming activation: it may change the length of cycles.
    internal IEnumerable<CycleSpan> Spans(ChainView chain)
    {
        var current = chain.Head.Cycle;
        var tail = Level.Max(new Level(1), chain.Head.Level - settleLevels + 1);
        if (tail < current.First && current.Cycle.Value > 0)
        {
            yield return new CycleSpan(current.Cycle - 1, tail, current.First - 1);
        }

        yield return current;
        var span = current;
        for (var ahead = 1; ahead <= chain.Constants.ConsensusRightsDelay; ahead++)
        {
            span = span.Next(chain.Constants.BlocksPerCycle);
            if (chain.Activations.Any(a => a.First > chain.Head.Level && a.First <= span.First))
            {
                yield break;
            }

            yield return span;
        }
    }

    private static bool IsUsable(CycleRights known, CycleSpan span, ChainView chain)
    {
        var isTail = span.Last < chain.Head.Cycle.First;
        var covers = isTail ? known.Span.First <= span.First && known.Span.Last == span.Last : known.Span == span;
        return covers && known.Span.Cycle == span.Cycle
            && (chain.Constants.Era is ConsensusEra.Tenderbake || isTail || known.Attestations is AttestationDuties.Known);
    }

    private async Task<(CycleSpan, IReadOnlyList<BakingRight>, short[]?)> ReadAsync(BakerAddress baker, ChainView chain, CycleSpan span, CancellationToken ct)
    {
        var question = new RightsQuestion { Baker = baker, Span = span, Era = chain.Constants.Era, ChainId = chain.Head.ChainId, MaxRound = maxRound };
        var baking = await Fallback.FirstAsync(sources, s => s.BakingAsync(question, ct));
        var attesting = chain.Constants.Era is ConsensusEra.Priority ? await Fallback.FirstAsync(sources, s => s.AttestingAsync(question, ct)) : null;
        return (span, baking, attesting);
    }

    // Round 0 is drawn by the same lottery as the slots: how often it is won says the share, roughly.
    private static double Frequency(List<(CycleSpan Span, IReadOnlyList<BakingRight> Baking, short[]? Attesting)> read, List<CycleRights> known)
    {
        var levels = read.Sum(r => r.Span.Length) + known.Sum(k => k.Span.Length);
        var won = read.Sum(r => r.Baking.Count(b => b.Round == 0));
        foreach (var cycle in known)
        {
            foreach (var right in cycle.Baking)
            {
                won += right.Round == 0 ? 1 : 0;
            }
        }

        return levels == 0 ? 0 : (double)won / levels;
    }
}

/// <summary>A baker's rights as far as they are known.</summary>
/// <param name="Cycles">In order, without a gap, from the cycle that still matters.</param>
/// <param name="Fresh">Those of them that were read now; worth storing.</param>
/// <param name="Shortfall">Why the horizon is nearer than the constants promise: the source knows no more. Null when it is not.</param>
/// <param name="Failure">What kept a cycle from being read that could be known; null: nothing. Then rights are not known to the horizon, and asking again may help.</param>
public sealed record HorizonReading(IReadOnlyList<CycleRights> Cycles, IReadOnlyList<CycleRights> Fresh, string? Shortfall, RpcException? Failure);
