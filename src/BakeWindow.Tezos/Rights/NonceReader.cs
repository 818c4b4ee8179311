using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;
using BakeWindow.Tezos.Rpc;

namespace BakeWindow.Tezos.Rights;

/// <summary>
/// Finds nonces of own blocks that wait to be revealed. A block at position p of its cycle commits to one when p mod blocks_per_commitment is blocks_per_commitment − 1; own blocks
/// stand among the levels where the baker had a right. What counts is what the chain says of a block that stands; a block still to be baked commits to nothing yet.
/// </summary>
internal sealed class NonceReader(IReadOnlyList<NodeRpc> nodes, IReadOnlyList<IRightsSource> rights)
{
    public async Task<IReadOnlyList<NonceDuty>> ReadAsync(BakerAddress baker, ChainView chain, IReadOnlyList<CycleRights> cycles, CancellationToken ct)
    {
        var (head, constants) = (chain.Head, chain.Constants);
        var duties = new List<NonceDuty>();
        var current = head.Cycle;
        if (head.Level - current.First < constants.NonceRevelationThreshold && current.Cycle.Value > 0)
        {
            var former = new CycleSpan(current.Cycle - 1, new Level(Math.Max(1, current.First.Value - constants.BlocksPerCycle)), current.First - 1);
            await AddAsync(duties, baker, chain, await FormerAsync(baker, chain, former, cycles, ct), current.First, ct);
        }

        // What is committed in this cycle falls due in the next; another protocol may count cycles anew, so nothing is said across an activation.
        if (!chain.Activations.Any(a => a.First > head.Level && a.First <= current.Last + 1))
        {
            var own = cycles.FirstOrDefault(c => c.Span.Cycle == current.Cycle && c.Baker == baker);
            await AddAsync(duties, baker, chain, own is null ? [] : Committing(own, current.First, head.Level, constants), current.Last + 1, ct);
        }

        return duties;
    }

    private async Task AddAsync(List<NonceDuty> duties, BakerAddress baker, ChainView chain, IReadOnlyList<Level> committed, Level from, CancellationToken ct)
    {
        foreach (var level in committed)
        {
            var state = await StateAsync(level, ct);
            if (state is not NonceState.None && (state is NonceState.Revealed || await IsOwnAsync(baker, level, ct)))
            {
                duties.Add(new NonceDuty(level, from, from + chain.Constants.NonceRevelationThreshold, state is NonceState.Revealed));
            }
        }
    }

    // Not at hand: asked for at the levels that commit, one in a hundred, in a call or two.
    private async Task<IReadOnlyList<Level>> FormerAsync(BakerAddress baker, ChainView chain, CycleSpan former, IReadOnlyList<CycleRights> cycles, CancellationToken ct)
    {
        var every = chain.Constants.BlocksPerCommitment;
        if (cycles.FirstOrDefault(c => c.Baker == baker && c.Span == former) is { } known)
        {
            return Committing(known, former.First, former.Last, chain.Constants);
        }

        var first = former.First + (every - 1);
        if (first > former.Last)
        {
            return [];
        }

        var question = new RightsQuestion
        {
            Baker = baker,
            Span = new CycleSpan(former.Cycle, first, former.Last),
            Every = every,
            Era = chain.Constants.Era,
            ChainId = chain.Head.ChainId,
        };
        try
        {
            return [.. (await Fallback.FirstAsync(rights, s => s.BakingAsync(question, ct))).Select(r => r.Level).Distinct().Order()];
        }
        catch (RpcException)
        {
            // Rights of the past are a courtesy of the source. Without them a nonce of the former cycle stays unseen; the baker reveals it in its own time.
            return [];
        }
    }

    private static List<Level> Committing(CycleRights own, Level first, Level last, ProtocolConstants constants)
    {
        var levels = new List<Level>();
        foreach (var right in own.Baking)
        {
            if (right.Level <= last && (right.Level - first) % constants.BlocksPerCommitment == constants.BlocksPerCommitment - 1 && (levels.Count == 0 || levels[^1] != right.Level))
            {
                levels.Add(right.Level);
            }
        }

        return levels;
    }

    // A node without the call has nothing to say. Any other failure may hide a nonce that waits, and unknown is not safe.
    private async Task<NonceState> StateAsync(Level level, CancellationToken ct)
    {
        try
        {
            return await Fallback.FirstAsync(nodes, n => n.NonceAsync(level, ct));
        }
        catch (RpcException.NotFound)
        {
            return NonceState.None;
        }
        catch (RpcException)
        {
            return NonceState.Missing;
        }
    }

    // The round's owner may have missed, and somebody else's block stands there.
    private async Task<bool> IsOwnAsync(BakerAddress baker, Level level, CancellationToken ct)
    {
        try
        {
            var metadata = await Fallback.FirstAsync(nodes, n => n.MetadataAsync(level.ToString(), ct));
            return metadata.Baker is null || metadata.Baker == baker.Value;
        }
        catch (RpcException)
        {
            return true;
        }
    }
}
