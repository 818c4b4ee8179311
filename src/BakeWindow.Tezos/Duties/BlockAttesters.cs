using System.Text.Json;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;
using BakeWindow.Tezos.Rpc;

namespace BakeWindow.Tezos.Duties;

/// <summary>
/// Who attested (endorsed) a level, as the block after it tells: the proof that a baker is back. The operation's receipt names the delegate, whichever key signed and whether it stands
/// alone or in an aggregate. An attestation that was slow is in no block, though it was sent.
/// </summary>
/// <param name="Attested">The attested level.</param>
/// <param name="Delegates">Those whose attestation stands.</param>
/// <param name="Unnamed">Attestations without a receipt (pruned, or too large): somebody's, nobody knows whose.</param>
public sealed record BlockAttesters(Level Attested, IReadOnlySet<string> Delegates, int Unnamed)
{
    private const long BodyLimit = 32 << 20;

    /// <summary>Whether the baker's attestation stands; null when that can't be known.</summary>
    public bool? Has(BakerAddress baker) => Delegates.Contains(baker.Value) ? true : Unnamed == 0 ? false : null;

    /// <summary>Reads them from the consensus operations of the block after <paramref name="attested"/>; the default access control list allows it.</summary>
    /// <exception cref="RpcException">The block is not there yet (<see cref="RpcException.NotFound"/>), or the node failed.</exception>
    public static async Task<BlockAttesters> ReadAsync(NodeRpc node, Level attested, CancellationToken ct = default)
    {
        var path = NodeRpc.Block((attested + 1).ToString(), "operations/0");
        return (await node.Channel.ReadAsync(path, async (body, token) => await ReadAsync(body, attested, token), BodyLimit, ct))!;
    }

    internal static async ValueTask<BlockAttesters> ReadAsync(Stream body, Level attested, CancellationToken ct)
    {
        var delegates = new HashSet<string>(StringComparer.Ordinal);
        var unnamed = 0;
        await foreach (var operation in JsonSerializer.DeserializeAsyncEnumerable(body, Wire.Default.OperationWire, ct))
        {
            foreach (var content in operation?.Contents ?? throw new JsonException("null in a list of operations"))
            {
                if (LevelOf(content) == attested.Value)
                {
                    unnamed += Add(delegates, content.Metadata);
                }
            }
        }

        return new BlockAttesters(attested, delegates, unnamed);
    }

    // Four names so far, three places for the level. Preattestations and evidence of double signing are none.
    private static int? LevelOf(ContentWire content) => content.Kind switch
    {
        "endorsement" or "attestation" or "attestation_with_dal" => content.Level,
        "endorsement_with_slot" or "attestation_with_slot" => content.Endorsement?.Operations.Level,
        "attestations_aggregate" => content.ConsensusContent?.Level,
        _ => null,
    };

    private static int Add(HashSet<string> delegates, ContentMetadataWire? receipt)
    {
        switch (receipt)
        {
            case { Committee: { } committee }:
                delegates.UnionWith(committee.Select(m => m.Delegate));
                return 0;
            case { Delegate: { } one }:
                delegates.Add(one);
                return 0;
            default:
                return 1;
        }
    }
}
