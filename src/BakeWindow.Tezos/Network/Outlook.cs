using BakeWindow.Core.Chain;
using BakeWindow.Tezos.Rpc;

namespace BakeWindow.Tezos.Network;

/// <summary>What changes the rules near the head: protocol activations and All Bakers Attest. Each is read where the node tells it; what it refuses stays unknown.</summary>
/// <param name="Activations">In order of level.</param>
/// <param name="AllBakersAttestFrom">Null: not scheduled, or not told.</param>
internal sealed record Outlook(IReadOnlyList<ProtocolActivation> Activations, Level? AllBakersAttestFrom)
{
    private static readonly TimeSpan Past = TimeSpan.FromDays(1);

    /// <summary>Nothing in sight.</summary>
    public static Outlook Empty { get; } = new([], null);

    /// <summary>Reads it.</summary>
    /// <exception cref="RpcException">The node did not answer, or answered nonsense.</exception>
    public static async Task<Outlook> ReadAsync(NodeRpc node, Head head, ProtocolConstants constants, CancellationToken ct)
    {
        var activations = new Dictionary<Level, ProtocolActivation>();
        if (head.NextProtocol != head.Protocol)
        {
            activations[head.Level + 1] = new ProtocolActivation(head.Level + 1, head.NextProtocol);
        }

        foreach (var upgrade in await OrEmptyAsync(node.ForcedUpgradesAsync(ct)))
        {
            if (upgrade.First > head.Level)
            {
                activations.TryAdd(upgrade.First, new ProtocolActivation(upgrade.First, upgrade.Protocol));
            }
        }

        if (await VotedAsync(node, head, ct) is { } voted)
        {
            activations.TryAdd(voted.First, voted);
        }

        foreach (var activation in await PastAsync(node, head, constants, ct))
        {
            activations.TryAdd(activation.First, activation);
        }

        var attest = constants.Era is ConsensusEra.Tenderbake ? await OrNullAsync(async () => await node.AllBakersAttestFromAsync(ct: ct)) : null;
        return new Outlook([.. activations.Values.OrderBy(a => a.First)], attest);
    }

    // An error status is an answer too: this node does not tell. Silence is none; then the whole is asked again.
    private static bool IsUnanswered(RpcException e) => e.IsAbsent || e is RpcException.Failed;

    // An adoption period ends with the activation.
    private static async Task<ProtocolActivation?> VotedAsync(NodeRpc node, Head head, CancellationToken ct)
    {
        VotingPeriod period;
        try
        {
            period = await node.VotingPeriodAsync(ct: ct);
        }
        catch (RpcException e) when (IsUnanswered(e))
        {
            return null;
        }

        if (!period.IsAdoption)
        {
            return null;
        }

        // The period is read at the head of that moment, a block or two after this one; where its own count does not fit the chain's levels, this head must do.
        var first = Math.Abs(period.ReadAt - head.Level) <= 8 ? period.EndsBefore : head.Level + period.Remaining + 1;
        string? protocol = null;
        try
        {
            protocol = await node.CurrentProposalAsync(ct: ct);
        }
        catch (RpcException e) when (IsUnanswered(e))
        {
            // The level is what counts.
        }

        return first > head.Level ? new ProtocolActivation(first, protocol) : null;
    }

    private static async Task<IReadOnlyList<ProtocolActivation>> PastAsync(NodeRpc node, Head head, ProtocolConstants constants, CancellationToken ct)
    {
        var near = head.Level - (int)Math.Min(Past / constants.MinimalBlockDelay, head.Level.Value);
        var found = new List<ProtocolActivation>();
        foreach (var era in (await OrEmptyAsync(node.ProtocolHistoryAsync(ct))).Where(e => e.First > near && e.First <= head.Level && e.First.Value > 3))
        {
            // The last block but one of the former protocol is the last whose context still has its constants.
            var former = await OrNullAsync<TimeSpan>(async () =>
                (await node.ConstantsAsync("", (era.First - 2).ToString(), ct)).MinimalBlockDelay);
            found.Add(new ProtocolActivation(era.First, era.Protocol, former));
        }

        return found;
    }

    private static async Task<IReadOnlyList<ProtocolEra>> OrEmptyAsync(Task<IReadOnlyList<ProtocolEra>> ask)
    {
        try
        {
            return await ask;
        }
        catch (RpcException e) when (IsUnanswered(e))
        {
            return [];
        }
    }

    private static async Task<T?> OrNullAsync<T>(Func<Task<T?>> ask)
        where T : struct
    {
        try
        {
            return await ask();
        }
        catch (RpcException e) when (IsUnanswered(e))
        {
            return null;
        }
    }
}
