using System.Globalization;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;
using BakeWindow.Core.Time;
using BakeWindow.Tezos.Network;
using BakeWindow.Tezos.Rights;
using BakeWindow.Tezos.Rpc;

namespace BakeWindow.Web.FirstStart;

/// <summary>Tries a Tezos node and a baker live: what a start will need of them, with the exact mend where something is missing.</summary>
public sealed class ChainTrials(HttpClient http, TimeProvider time)
{
    // One call a cycle: enough to see whether the node gives rights, and light for it.
    private const int LevelsTried = 300;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan OldHead = TimeSpan.FromSeconds(60);

    /// <summary>Tries both; what can't be tried for want of the one before says so.</summary>
    public async Task<(IReadOnlyList<Trial> Node, IReadOnlyList<Trial> Baker, string? ChainId)> TryAsync(string address, string baker, CancellationToken ct)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            return ([new Trial("Address", false, $"“{address}” is no address; write one like http://node:8732")], [NotYet(baker)], null);
        }

        var node = new NodeRpc(http, url, "the node", time, Patience);
        var trials = new List<Trial>();
        var chain = await ChainAsync(node, url, trials, ct);
        return (trials, chain is null ? [NotYet(baker)] : await BakerAsync(node, url, chain, baker, ct), chain?.Head.ChainId);
    }

    private async Task<ChainView?> ChainAsync(NodeRpc node, Uri url, List<Trial> trials, CancellationToken ct)
    {
        try
        {
            trials.Add(new Trial("Chain", true, $"chain id {await node.ChainIdAsync(ct)}"));
            var chain = await new ChainReader(node).ReadChainAsync(ct);
            var age = time.GetUtcNow() - chain.Head.Timestamp;
            var text = $"level {chain.Head.Level.Value.ToString("N0", CultureInfo.InvariantCulture)}, cycle {chain.Head.Cycle.Cycle}, {DurationText.Human(TimeSpan.FromSeconds(Math.Max(0, Math.Floor(age.TotalSeconds))))} old";
            trials.Add(age < OldHead
                ? new Trial("Head", true, text)
                : new Trial("Head", false, $"{text}: the node is behind, or this machine’s clock is ahead") { Mend = "wait until the node is in sync (octez-client bootstrapped), or set the clock (chronyc tracking)" });
            return chain;
        }
        catch (RpcException e)
        {
            trials.Add(Failed("Node", e, url));
            return null;
        }
    }

    private static async Task<IReadOnlyList<Trial>> BakerAsync(NodeRpc node, Uri url, ChainView chain, string text, CancellationToken ct)
    {
        if (!BakerAddress.TryParse(text, out var baker, out var error))
        {
            return [new Trial("Address", false, error)];
        }

        var trials = new List<Trial> { new("Address", true, "its checksum is right") };
        try
        {
            trials.Add(chain.Constants.Era is ConsensusEra.Tenderbake && await node.ParticipationAsync(baker, chain.Head.Level, ct) is { } p
                ? new Trial("Delegate", p.ExpectedSlots > 0 ? true : null, p.ExpectedSlots > 0 ? string.Create(CultureInfo.InvariantCulture, $"it is one; {p.ExpectedSlots:N0} slots are expected of it in this cycle, {p.MissedSlots:N0} were missed") : "it is one, and nothing is expected of it in this cycle")
                : new Trial("Delegate", null, "not told by this protocol"));
        }
        catch (RpcException e)
        {
            trials.Add(Failed("Delegate", e, url));
        }

        var rights = new NodeRights(node);
        foreach (var span in Spans(chain))
        {
            try
            {
                var found = await rights.BakingAsync(new RightsQuestion { Baker = baker, Span = span, Era = chain.Constants.Era, ChainId = chain.Head.ChainId, MaxRound = 0 }, ct);
                trials.Add(new Trial($"Rights of cycle {span.Cycle}", true, string.Create(CultureInfo.InvariantCulture, $"the node tells them: {found.Count} blocks in levels {span.First.Value:N0} to {span.Last.Value:N0}")));
            }
            catch (RpcException e)
            {
                trials.Add(Failed($"Rights of cycle {span.Cycle}", e, url));
                break;
            }
        }

        return trials;
    }

    // The next levels of this cycle, and the first of each that must be known already.
    private static IEnumerable<CycleSpan> Spans(ChainView chain)
    {
        var current = chain.Head.Cycle;
        yield return new CycleSpan(current.Cycle, chain.Head.Level, Level.Min(current.Last, chain.Head.Level + LevelsTried));
        var span = current;
        for (var ahead = 1; ahead <= chain.Constants.ConsensusRightsDelay; ahead++)
        {
            span = span.Next(chain.Constants.BlocksPerCycle);
            yield return new CycleSpan(span.Cycle, span.First, Level.Min(span.Last, span.First + LevelsTried));
        }
    }

    private static Trial Failed(string what, RpcException e, Uri url) => e switch
    {
        RpcException.Refused refused => new Trial(what, false, e.Message)
        {
            Mend = $"In the node’s config.json under \"rpc\", \"acl\", at the entry of its address, add to \"whitelist\":\n  \"{refused.AclEntry}\"\nor, where only the cluster reaches it, allow everything:\n  {{ \"address\": \"{url.Host}:{url.Port}\", \"blacklist\": [] }}",
        },
        RpcException.Failed { Ids: [.., "delegate.not_registered"] } => new Trial(what, false, $"{e.Message}: nobody bakes with this address on this chain") { Mend = "copy the address of the baker (not that of its consensus key), or name a node of its chain" },
        RpcException.Unreachable => new Trial(what, false, e.Message) { Mend = $"see that the node listens on {url.Host}:{url.Port} and is reached from here: curl {url.GetLeftPart(UriPartial.Authority)}/version" },
        _ => new Trial(what, false, e.Message),
    };

    private static Trial NotYet(string baker) => new("Baker", null, baker.Length == 0 ? "not tried: write its address" : "not tried: the node must answer first");
}
