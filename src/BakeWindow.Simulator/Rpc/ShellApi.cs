using System.Text.Json.Nodes;
using BakeWindow.Simulator.Chain;

namespace BakeWindow.Simulator.Rpc;

/// <summary>What a node tells about itself, its peers and its chain. The shell is a modern one for every protocol: a node of today can serve old blocks.</summary>
internal static class ShellApi
{
    public static void Map(RouteGroupBuilder node)
    {
        node.MapGet("/version", (HttpContext http) => BlockCall.Json(Version(Node(http).Version)));
        node.MapGet("/health/ready", () => BlockCall.Json(new JsonObject { ["ready"] = true }));
        node.MapGet("/network/connections", (HttpContext http) => BlockCall.Json(RpcJson.Array(Enumerable.Range(0, Node(http).Peers).Select(i => Connection(Node(http).Chain.Names, i)))));
        node.MapGet("/chains/main/chain_id", (HttpContext http) => BlockCall.Json(Node(http).Chain.Plan.ChainId));
        node.MapGet("/chains/main/is_bootstrapped", (HttpContext http) => BlockCall.Json(Bootstrapped(Node(http).Look())));
        node.MapGet("/chains/main/active_peers_heads", (HttpContext http) => BlockCall.Json(PeersHeads(Node(http))));
        node.MapGet("/chains/main/protocols", (HttpContext http) => BlockCall.Json(Protocols(Node(http).Look())));
        foreach (var which in (string[])["savepoint", "caboose", "checkpoint"])
        {
            node.MapGet($"/chains/main/levels/{which}", (HttpContext http) => BlockCall.Json(Kept(Node(http).Look(), which)));
        }
    }

    private static SimNode Node(HttpContext http) => SimNode.Of(http);

    // Sticky, as a real node's: "bootstrapped" stays true once it was; only the state tells that it fell behind.
    private static JsonObject Bootstrapped(NodeView view) => new()
    {
        ["bootstrapped"] = true,
        ["sync_state"] = view.InSync && view.Node.Peers > 0 ? "synced" : view.Node.Fault is NodeFault.Stuck ? "stuck" : "unsynced",
    };

    private static JsonObject Version(int major) => new()
    {
        ["version"] = new JsonObject { ["major"] = major, ["minor"] = 0, ["build"] = 0, ["additional_info"] = "release" },
        ["network_version"] = new JsonObject { ["chain_name"] = "TEZOS_MAINNET", ["distributed_db_version"] = 2, ["p2p_version"] = 1 },
    };

    private static JsonObject Connection(Names names, int peer) => new JsonObject
    {
        ["incoming"] = peer % 2 == 0,
        ["peer_id"] = names.Peer(peer),
        ["id_point"] = new JsonObject { ["addr"] = $"::ffff:192.0.2.{peer + 1}", ["port"] = 9732 },
        ["remote_socket_port"] = 9732,
        ["announced_version"] = new JsonObject { ["chain_name"] = "TEZOS_MAINNET", ["distributed_db_version"] = 2, ["p2p_version"] = 1 },
        ["private"] = false,
        ["local_metadata"] = new JsonObject { ["disable_mempool"] = false, ["private_node"] = false },
        ["remote_metadata"] = new JsonObject { ["disable_mempool"] = false, ["private_node"] = false },
    };

    // Peers see the true chain, whatever this node believes.
    private static JsonObject PeersHeads(SimNode node)
    {
        var head = node.Chain.Head;
        return new JsonObject
        {
            ["active_peers_heads"] = RpcJson.Array(Enumerable.Range(0, node.Peers).Select(i => (JsonNode?)new JsonObject
            {
                ["peer_id"] = node.Chain.Names.Peer(i),
                ["block_hash"] = node.Chain.Names.Block(head.Level, head.Variant),
                ["block_level"] = head.Level,
            })),
        };
    }

    // The activation block of a protocol is the last one of the protocol before it.
    private static JsonArray Protocols(NodeView view)
    {
        var all = view.Chain.Cycles.Activations;
        return RpcJson.Array(all.Where((a, i) => i == 0 || a.FirstLevel - 1 <= view.Head.Level).Select(a => (JsonNode?)new JsonObject
        {
            ["protocol"] = a.Protocol.Hash,
            ["proto_level"] = view.Chain.ProtoLevelAt(a.FirstLevel),
            ["activation_block"] = new JsonObject
            {
                ["block_hash"] = view.Find($"{a.FirstLevel - 1}") is { } block ? view.HashOf(block) : view.Chain.Names.Block(a.FirstLevel - 1, 0),
                ["level"] = a.FirstLevel - 1,
            },
        }));
    }

    private static JsonObject Kept(NodeView view, string which)
    {
        var level = which == "checkpoint" ? Math.Max(view.Chain.FirstKept, view.Head.Level - 2) : view.Chain.FirstKept;
        return new JsonObject { ["block_hash"] = view.Find($"{level}") is { } block ? view.HashOf(block) : null, ["level"] = level };
    }
}
