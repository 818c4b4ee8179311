using System.Text.Json.Nodes;
using BakeWindow.Simulator.Chain;

namespace BakeWindow.Simulator.Rpc;

/// <summary>A call below <c>/chains/main/blocks/{block}</c>: the node's view, and the block that the path names.</summary>
internal sealed class BlockCall
{
    private readonly Block? found;

    private BlockCall(HttpContext http, NodeView view, Block? found) => (Http, View, this.found) = (http, view, found);

    public HttpContext Http { get; }

    public NodeView View { get; }

    /// <summary>True when this node has the block.</summary>
    public bool IsFound => found is not null;

    /// <summary>The block; only after <see cref="IsFound"/>, which a filter of the whole group asks.</summary>
    public Block Block => found ?? throw new InvalidOperationException("the block is not there");

    public SimChain Chain => View.Chain;

    public IQueryCollection Query => Http.Request.Query;

    /// <summary>The protocol that answers for the block: that of the block after it.</summary>
    public ProtocolVersion Protocol => Chain.Cycles.ProtocolAt(Block.Level + 1);

    public static ValueTask<BlockCall> BindAsync(HttpContext context)
    {
        var view = SimNode.Of(context).Look();
        return ValueTask.FromResult(new BlockCall(context, view, view.Find((string)context.Request.RouteValues["block"]!)));
    }

    /// <summary>An answer.</summary>
    public static IResult Json(JsonNode? node) => Results.Content(node?.ToJsonString(RpcJson.Options) ?? "null", "application/json");
}
