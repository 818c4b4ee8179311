using System.Text.Json.Nodes;
using BakeWindow.Simulator.Chain;

namespace BakeWindow.Simulator.Rpc;

/// <summary>Writes attestations of one block as they stand in the next one, in the shape of the block's protocol.</summary>
internal sealed class AttestationWriter(NodeView view, Block holder, Block attested)
{
    private readonly SimChain chain = view.Chain;
    private int written;

    public ProtocolVersion Protocol { get; } = view.Chain.Cycles.ProtocolAt(holder.Level);

    public AttestingPower Power { get; } = AttestingPower.Of(view.Chain, attested.Level);

    /// <summary>One baker's own operation.</summary>
    public JsonNode? Single(Baker baker) => Operation(Protocol.Number switch
    {
        <= 8 => new JsonObject { ["kind"] = "endorsement", ["level"] = attested.Level, ["metadata"] = OldMetadata(baker) },
        <= 11 => WithSlot(baker),
        _ => Modern(baker),
    });

    /// <summary>One operation for all that sign with BLS keys (023 and later).</summary>
    public JsonNode? Aggregate(IReadOnlyList<Baker> bakers) => Operation(
        new JsonObject
        {
            ["kind"] = "attestations_aggregate",
            ["consensus_content"] = new JsonObject { ["level"] = attested.Level, ["round"] = attested.Round, ["block_payload_hash"] = PayloadHash },
            ["committee"] = RpcJson.Array(bakers.Select(b => (JsonNode?)new JsonObject { ["slot"] = Power.AttestationSlot(b) })),
            ["metadata"] = new JsonObject
            {
                ["committee"] = RpcJson.Array(bakers.Select(b => (JsonNode?)new JsonObject
                {
                    ["delegate"] = b.Address,
                    ["consensus_pkh"] = b.ConsensusKey,
                    ["consensus_power"] = ConsensusPower([b]),
                })),
                ["total_consensus_power"] = ConsensusPower(bakers),
            },
        },
        chain.Names.BlsSignature(holder.Level, holder.Variant));

    private string PayloadHash => chain.Names.Payload(attested.Level, attested.Variant);

    private JsonObject Operation(JsonObject content, string? signature = null)
    {
        var index = written++;
        return new JsonObject
        {
            ["protocol"] = Protocol.Hash,
            ["chain_id"] = chain.Plan.ChainId,
            ["hash"] = chain.Names.Operation(holder.Level, holder.Variant, index),
            ["branch"] = view.HashOf(attested),
            ["contents"] = new JsonArray(content),
            ["signature"] = signature ?? chain.Names.Signature(holder.Level, holder.Variant, index),
        };
    }

    private JsonObject WithSlot(Baker baker) => new()
    {
        ["kind"] = "endorsement_with_slot",
        ["endorsement"] = new JsonObject
        {
            ["branch"] = view.HashOf(attested),
            ["operations"] = new JsonObject { ["kind"] = "endorsement", ["level"] = attested.Level },
            ["signature"] = chain.Names.Signature(holder.Level, holder.Variant, 10_000 + baker.Index),
        },
        ["slot"] = Power.AttestationSlot(baker),
        ["metadata"] = OldMetadata(baker),
    };

    private JsonObject OldMetadata(Baker baker) => new()
    {
        ["balance_updates"] = new JsonArray(),
        ["delegate"] = baker.Address,
        ["slots"] = RpcJson.Array(chain.Lottery.CommitteeAt(attested.Level).Slots(baker.Index).Select(s => (JsonNode?)s)),
    };

    private JsonObject Modern(Baker baker)
    {
        var metadata = new JsonObject { ["delegate"] = baker.Address, [Protocol.Number < 18 ? "endorsement_power" : "consensus_power"] = ConsensusPower([baker]) };
        if (Protocol.Number >= 15)
        {
            metadata["consensus_key"] = baker.ConsensusKey;
        }

        return new JsonObject
        {
            ["kind"] = Protocol.Number < 18 ? "endorsement" : "attestation",
            ["slot"] = Power.AttestationSlot(baker),
            ["level"] = attested.Level,
            ["round"] = attested.Round,
            ["block_payload_hash"] = PayloadHash,
            ["metadata"] = metadata,
        };
    }

    // A number up to 023; since 024 slots beside stake, which is null until all bakers attest.
    private JsonNode ConsensusPower(IReadOnlyList<Baker> bakers)
    {
        var committee = chain.Lottery.CommitteeAt(attested.Level);
        var slots = bakers.Sum(b => committee.Power(b.Index));
        return Protocol.Number < 24
            ? JsonValue.Create(slots)
            : new JsonObject { ["slots"] = slots, ["baking_power"] = Power.ByStake ? RpcJson.Big(bakers.Sum(b => b.Stake)) : null };
    }
}
