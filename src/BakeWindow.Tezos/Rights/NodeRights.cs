using System.Collections.Concurrent;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;
using BakeWindow.Tezos.Rpc;

namespace BakeWindow.Tezos.Rights;

/// <summary>Rights from a node. A cycle is asked for in ranges of levels, short enough for any proxy's address line and light enough for the node, a few at a time.</summary>
public sealed class NodeRights(NodeRpc node) : IRightsSource
{
    /// <summary>Common servers and proxies take 8 kB; 350 levels of eight digits stay well below.</summary>
    private const int LevelsPerCall = 350;

    private const int CallsAtOnce = 4;

    /// <inheritdoc/>
    public string Name => node.Name;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<BakingRight>> BakingAsync(RightsQuestion question, CancellationToken ct)
    {
        try
        {
            return await InChunksAsync(question, (levels, token) => node.BakingRightsAsync(question.Baker, question.Era, levels, question.MaxRound, token), ct);
        }
        catch (RpcException.Failed e) when (TakesNoLevels(e))
        {
            var all = await node.BakingRightsAsync(question.Baker, question.Era, question.Span, question.MaxRound, ct);
            return [.. all.Where(r => question.Asks(r.Level))];
        }
    }

    /// <inheritdoc/>
    public async Task<short[]> AttestingAsync(RightsQuestion question, CancellationToken ct)
    {
        IReadOnlyList<AttestingRight> rights;
        try
        {
            rights = await InChunksAsync(question, (levels, token) => node.AttestingRightsAsync(question.Baker, question.Era, levels, token), ct);
        }
        catch (RpcException.Failed e) when (TakesNoLevels(e))
        {
            rights = await node.AttestingRightsAsync(question.Baker, question.Era, question.Span.Cycle, ct);
        }

        var slots = new short[question.Span.Length];
        Array.Fill(slots, AttestationDuties.Known.None);
        foreach (var right in rights)
        {
            if (right.Delegate == question.Baker.Value && question.Asks(right.Level))
            {
                slots[right.Level - question.Span.First] = (short)Math.Min(right.Slots, short.MaxValue);
            }
        }

        return slots;
    }

    private static bool TakesNoLevels(RpcException.Failed failure) => failure.Status is 400 or 414 or 431;

    // The first range goes alone: when the cycle is not known, or the call not allowed, one refusal is enough.
    private static async Task<IReadOnlyList<T>> InChunksAsync<T>(RightsQuestion question, Func<IReadOnlyList<Level>, CancellationToken, Task<IReadOnlyList<T>>> ask, CancellationToken ct)
    {
        var chunks = LevelsOf(question).Chunk(LevelsPerCall).ToList();
        var all = new ConcurrentBag<IReadOnlyList<T>> { await ask(chunks[0], ct) };
        await Parallel.ForEachAsync(
            chunks.Skip(1),
            new ParallelOptions { MaxDegreeOfParallelism = CallsAtOnce, CancellationToken = ct },
            async (levels, token) => all.Add(await ask(levels, token)));
        return [.. all.SelectMany(rights => rights)];
    }

    private static IEnumerable<Level> LevelsOf(RightsQuestion question)
    {
        for (var level = question.Span.First; level <= question.Span.Last; level += question.Every)
        {
            yield return level;
        }
    }
}
