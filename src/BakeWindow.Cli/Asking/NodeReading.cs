using BakeWindow.Cli.Showing;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;
using BakeWindow.Core.Time;
using BakeWindow.Tezos.Network;
using BakeWindow.Tezos.Rights;
using BakeWindow.Tezos.Rpc;

namespace BakeWindow.Cli.Asking;

/// <summary>Chain and rights from nothing but the RPC of one node; the next address is asked when one does not answer.</summary>
internal sealed record NodeReading(ChainView Chain, IReadOnlyList<BakerRights> Bakers)
{
    // Beyond round 2 a right comes up about once in a million blocks; it is shown and priced no more.
    private const int LeastRounds = 2;

    /// <summary>Reads, and names what is doubtful on standard error.</summary>
    /// <exception cref="NoAnswerException.CannotKnow">No address gave what a plan needs, or what was given can't be true.</exception>
    public static async Task<NodeReading> ReadAsync(IReadOnlyList<Uri> addresses, IReadOnlyList<BakerAddress> bakers, Policy policy, Limit limit, Surroundings around)
    {
        using var http = TezosHttp.Create();
        using var progress = new Progress(around);
        List<string> failures = [];
        for (var i = 0; i < addresses.Count; i++)
        {
            var name = addresses[i].Authority[(addresses[i].Authority.LastIndexOf('@') + 1)..];
            progress.Say($"asking {name} for head and rights …");

            // One that hangs must leave time for those after it.
            var share = limit.Left / (addresses.Count - i);
            using var own = new CancellationTokenSource(share > TimeSpan.Zero ? share : TimeSpan.Zero, around.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(own.Token, limit.Token);
            try
            {
                var reading = await ReadAsync(new NodeRpc(http, addresses[i], name, around.Time, limit.Duration), bakers, policy, around, either.Token);
                foreach (var failure in failures)
                {
                    around.Note(failure);
                }

                return reading;
            }
            catch (RpcException e)
            {
                failures.Add(e.Message);
            }
            catch (OperationCanceledException) when (own.IsCancellationRequested)
            {
                failures.Add($"{name}: no complete answer within {DurationText.Human(share)}; --timeout gives it longer");
            }
        }

        throw new NoAnswerException.CannotKnow(string.Join("; ", failures));
    }

    /// <summary>What makes the head doubtful; a plan is reckoned from it all the same, for a plan does not look at the clock.</summary>
    public string? HeadDoubt(DateTimeOffset now)
    {
        var age = now - Chain.Head.Timestamp;
        return age > HeadTrust.OldestHead(Chain.Constants) ? $"note: the head is {DurationText.Human(age)} old; the chain or the node stands still, and times are reckoned from that head"
            : age < -HeadTrust.Skew ? $"note: the head is dated {DurationText.Human(-age)} in the future; this clock or the node's is wrong"
            : null;
    }

    private static async Task<NodeReading> ReadAsync(NodeRpc node, IReadOnlyList<BakerAddress> bakers, Policy policy, Surroundings around, CancellationToken ct)
    {
        NodeRights[] rights = [new(node)];
        var maxRound = Math.Max(policy.HardRounds, LeastRounds);
        var chain = await new ChainReader(node, rights, maxRound, policy.SettleLevels).ReadChainAsync(ct);
        var reader = new BakerReader([node], new HorizonReader(rights, maxRound, policy.SettleLevels), rights);
        List<BakerRights> read = [];
        foreach (var baker in bakers)
        {
            var (known, _, shortfall) = await reader.ReadAsync(baker, chain, [], ct);
            if (RightsDoubt.About(known.Sheet, chain, policy) is { } doubt)
            {
                throw new NoAnswerException.CannotKnow($"{node.Name}: {doubt}");
            }

            if (shortfall is not null)
            {
                around.Note($"note: {shortfall}");
            }

            read.Add(known);
        }

        return new(chain, read);
    }
}
