using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster;
using BakeWindow.Simulator.Cluster.Api;
using BakeWindow.Simulator.Rpc;

namespace BakeWindow.Simulator.Scenarios;

/// <summary>
/// Whoever reboots machines in this cluster. It marks a node that needs a reboot as kured does with <c>--annotate-nodes</c>, and reboots a node soon after BakeWindow has hung a ticket on it,
/// as an agent on the node would; it can't check the ticket's seal, for it doesn't have the key. After the boot it takes its mark "in progress" off again. It uses the API like everybody.
/// </summary>
internal sealed class RebootNeighbour : IDisposable
{
    private const string Wanted = "weave.works/kured-most-recent-reboot-needed";
    private const string Waiting = "weave.works/kured-reboot-in-progress";
    private const string Ticket = "bakewindow.io/reboot-ticket";

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    private readonly SimCluster cluster;
    private readonly TimeProvider time;
    private readonly string authorization;
    private readonly IReadOnlyList<string> nodes;
    private readonly bool rebootsOnTicket;
    private readonly Dictionary<string, string> used = [];
    private readonly Dictionary<string, string> wantedAt = [];
    private readonly ConcurrentDictionary<string, JsonObject> owed = new(StringComparer.Ordinal);
    private readonly ITimer timer;

    public RebootNeighbour(SimCluster cluster, TimeProvider time, string token, IReadOnlyList<string> nodes, bool rebootsOnTicket)
    {
        (this.cluster, this.time, authorization, this.nodes, this.rebootsOnTicket) = (cluster, time, $"Bearer {token}", nodes, rebootsOnTicket);
        timer = time.CreateTimer(_ => Look(), null, Every, Every);
    }

    /// <summary>Marks a node: it needs a reboot.</summary>
    public void Want(string node)
    {
        var now = RpcJson.Time(time.GetUtcNow());
        wantedAt[node] = cluster.BootId(node);
        Annotate(node, new JsonObject { [Wanted] = now, [Waiting] = now });
    }

    public void Dispose() => timer.Dispose();

    private void Look()
    {
        // A mark that was refused is tried again, as the real one does.
        foreach (var node in owed.Keys)
        {
            if (owed.TryRemove(node, out var annotations))
            {
                Annotate(node, annotations);
            }
        }

        foreach (var node in nodes)
        {
            var body = JsonNode.Parse(cluster.Json("nodes", "", node) ?? "{}")!;
            var ticket = body["metadata"]?["annotations"]?[Ticket]?.GetValue<string>();
            if (rebootsOnTicket && ticket is not null && used.GetValueOrDefault(node) != ticket)
            {
                used[node] = ticket;
                cluster.RebootNode(node);
            }

            if (wantedAt.TryGetValue(node, out var boot) && boot != cluster.BootId(node) && IsReady(body))
            {
                wantedAt.Remove(node);
                Annotate(node, new JsonObject { [Waiting] = null });
            }
        }
    }

    private static bool IsReady(JsonNode node) =>
        node["status"]?["conditions"]?.AsArray().Any(c => c!["type"]!.GetValue<string>() == "Ready" && c["status"]!.GetValue<string>() == "True") is true;

    private void Annotate(string node, JsonObject annotations)
    {
        var path = $"/api/v1/nodes/{node}";
        var patch = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = annotations } };
        var request = new ApiRequest("PATCH", path, QueryCollection.Empty, "application/json", "application/merge-patch+json", Encoding.UTF8.GetBytes(patch.ToJsonString()));
        _ = SendAsync();

        // Not waited for: a webhook may be asked about it, whose clock stands still as long as this is at work.
        async Task SendAsync()
        {
            var answer = await cluster.AnswerAsync(request, authorization, "kured", path);
            if (answer.Code != StatusCodes.Status200OK)
            {
                owed[node] = annotations.DeepClone().AsObject();
            }
        }
    }
}
