using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Rpc;

/// <summary>Streams without an end: the first item is what is, then comes what changes. Nothing is sent meanwhile, not even to keep the connection alive.</summary>
internal static class MonitorApi
{
    // After a jump of the clock only the newest heads are told.
    private const int MostHeads = 100;

    public static void Map(RouteGroupBuilder node) => node.MapGet("/monitor/heads/main", (HttpContext http) => HeadsAsync(http));

    private static async Task HeadsAsync(HttpContext http)
    {
        var node = SimNode.Of(http);
        http.Response.ContentType = "application/json";
        (int Level, string Hash)? told = null;
        try
        {
            while (node.Fault is not NodeFault.Down)
            {
                var version = node.Chain.Version;
                var view = node.Look();
                if (told?.Hash != view.HashOf(view.Head))
                {
                    await TellAsync(http, view, told?.Level);
                    told = (view.Head.Level, view.HashOf(view.Head));
                }

                await node.Chain.WhenChangedAsync(version, http.RequestAborted);
            }

            http.Abort();
        }
        catch (OperationCanceledException)
        {
            // The listener has gone, or the simulator stops.
        }
    }

    private static async Task TellAsync(HttpContext http, NodeView view, int? told)
    {
        var first = told is { } level ? Math.Max(Math.Min(level + 1, view.Head.Level), view.Head.Level - MostHeads) : view.Head.Level;
        for (var next = first; next <= view.Head.Level; next++)
        {
            if (view.Find($"{next}") is { } block)
            {
                JsonNode json = HeaderJson.Streamed(view, block);
                await http.Response.WriteAsync(json.ToJsonString(RpcJson.Options) + "\n", http.RequestAborted);
            }
        }

        await http.Response.Body.FlushAsync(http.RequestAborted);
    }
}
