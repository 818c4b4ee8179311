using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json.Nodes;
using BakeWindow.Simulator.Chain;

namespace BakeWindow.Simulator.Rpc;

/// <summary>Block headers.</summary>
internal static class HeaderJson
{
    private const string ProofOfWork = "f60628535b780200";

    /// <summary>A header with what the protocol adds, as <c>/header</c> tells it.</summary>
    public static JsonObject Full(NodeView view, Block block)
    {
        var json = new JsonObject
        {
            ["protocol"] = view.Chain.Cycles.ProtocolAt(block.Level).Hash,
            ["chain_id"] = view.Chain.Plan.ChainId,
            ["hash"] = view.HashOf(block),
        };
        foreach (var (name, value) in Raw(view, block))
        {
            json[name] = value?.DeepClone();
        }

        return json;
    }

    /// <summary>A header as it stands within a block.</summary>
    public static JsonObject Raw(NodeView view, Block block)
    {
        var protocol = view.Chain.Cycles.ProtocolAt(block.Level);
        var json = Shell(view, block);
        if (protocol.HasPriorities)
        {
            json["priority"] = block.Round;
        }
        else
        {
            json["payload_hash"] = view.Chain.Names.Payload(block.Level, block.Variant);
            json["payload_round"] = block.Round;
        }

        json["proof_of_work_nonce"] = ProofOfWork;
        if (Nonces.IsCommitment(view.Chain.Cycles, block.Level))
        {
            json["seed_nonce_hash"] = view.Chain.Names.NonceHash(block.Level);
        }

        switch (protocol.Number)
        {
            case >= 10 and <= 12:
                json["liquidity_baking_escape_vote"] = false;
                break;
            case >= 13:
                json["liquidity_baking_toggle_vote"] = "pass";
                break;
        }

        if (protocol.Number is >= 18 and <= 21)
        {
            json["adaptive_issuance_vote"] = "pass";
        }

        json["signature"] = view.Chain.Names.Signature(block.Level, block.Variant, -1);
        return json;
    }

    /// <summary>A header as the stream of heads tells it: the protocol's part is bytes.</summary>
    public static JsonObject Streamed(NodeView view, Block block)
    {
        var json = new JsonObject { ["hash"] = view.HashOf(block) };
        foreach (var (name, value) in Shell(view, block))
        {
            json[name] = value?.DeepClone();
        }

        json["protocol_data"] = ProtocolData(view.Chain, block);
        return json;
    }

    private static JsonObject Shell(NodeView view, Block block) => new()
    {
        ["level"] = block.Level,
        ["proto"] = view.Chain.ProtoLevelAt(block.Level),
        ["predecessor"] = view.PredecessorOf(block),
        ["timestamp"] = RpcJson.Time(block.Unix),
        ["validation_pass"] = 4,
        ["operations_hash"] = view.Chain.Names.Operations(block.Level, block.Variant),
        ["fitness"] = Fitness(view, block),
        ["context"] = view.Chain.Names.Context(block.Level, block.Variant),
    };

    // Tenderbake: version, level, locked round (none), −1 − the predecessor's round, round; before it: version and a number that grows.
    private static JsonArray Fitness(NodeView view, Block block)
    {
        if (view.Chain.Cycles.ProtocolAt(block.Level).HasPriorities)
        {
            return ["01", block.Level.ToString("x16", CultureInfo.InvariantCulture)];
        }

        var former = view.Chain.At(block.Level - 1)?.Round ?? 0;
        return ["02", Hex(block.Level), "", Hex(-1 - former), Hex(block.Round)];
    }

    private static string Hex(int number) => number.ToString("x8", CultureInfo.InvariantCulture);

    private static string ProtocolData(SimChain chain, Block block)
    {
        // Up to 011 the priority (two bytes), since 012 the payload's hash and round (four bytes); then the proof of work, no nonce, no vote, and the signature.
        Span<byte> bytes = stackalloc byte[64];
        BinaryPrimitives.WriteInt32BigEndian(bytes, block.Round);
        var round = Convert.ToHexStringLower(bytes[..4]);
        var lead = chain.Cycles.ProtocolAt(block.Level).HasPriorities ? round[4..] : chain.Names.Nonce(block.Level) + round;
        return lead + ProofOfWork + "0000" + Convert.ToHexStringLower(bytes);
    }
}
