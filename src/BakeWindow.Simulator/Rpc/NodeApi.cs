namespace BakeWindow.Simulator.Rpc;

/// <summary>All calls of a simulated node, below <c>/tezos/{node}</c>.</summary>
internal static class NodeApi
{
    public static void MapNodes(this WebApplication app)
    {
        var node = app.MapGroup("/tezos/{node}");
        ShellApi.Map(node);
        MonitorApi.Map(node);
        var block = node.MapGroup("/chains/main/blocks/{block}");
        block.AddEndpointFilter(async (invocation, next) =>
            invocation.Arguments.OfType<BlockCall>().FirstOrDefault() is { IsFound: false } ? Results.NotFound() : await next(invocation));
        BlockApi.Map(block);
        RightsApi.Map(block);
        ValidatorsApi.Map(block);
        HelpersApi.Map(block);
        DelegateApi.Map(block);
    }
}
