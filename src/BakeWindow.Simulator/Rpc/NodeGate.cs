namespace BakeWindow.Simulator.Rpc;

/// <summary>Stands before every call to a node: finds the node, plays its fault, and enforces its ACL.</summary>
internal sealed class NodeGate(RequestDelegate next, SimNodes nodes)
{
    // What a node with the default ACL denies on an address that is not loopback (octez docs, node configuration): costly calls and streams.
    private static readonly string[] Denied = ["/helpers/baking_rights", "/helpers/attestation_rights", "/helpers/endorsing_rights", "/helpers/validators", "/helpers/levels_in_current_cycle"];

    public async Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments("/tezos", StringComparison.Ordinal, out var rest))
        {
            await next(context);
            return;
        }

        var parts = rest.Value!.Split('/', 3, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0 || nodes.Find(parts[0]) is not { } node)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            await context.Response.WriteAsync($"No simulated node has that name; there are {string.Join(", ", nodes.All.Select(n => n.Name))}.");
            return;
        }

        if (node.Fault is NodeFault.Down down)
        {
            await Outage.PlayAsync(context, down.How);
            return;
        }

        if (node.Secure && IsDenied('/' + string.Join('/', parts.Skip(1))))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        context.Features.Set(node);
        await next(context);
    }

    private static bool IsDenied(string path) =>
        path.StartsWith("/monitor/", StringComparison.Ordinal)
        || path.StartsWith("/network/connections", StringComparison.Ordinal)
        || path is "/health/ready"
        || path.EndsWith("/active_peers_heads", StringComparison.Ordinal)
        || (path.StartsWith("/chains/", StringComparison.Ordinal) && path.Count(c => c == '/') == 3 && path.EndsWith("/protocols", StringComparison.Ordinal))
        || Array.Exists(Denied, d => path.EndsWith(d, StringComparison.Ordinal));
}
