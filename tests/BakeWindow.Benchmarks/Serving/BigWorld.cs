using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using BakeWindow.Simulator;
using BakeWindow.Simulator.Chain;
using BakeWindow.Simulator.Clock;
using BakeWindow.Simulator.Scenarios;

namespace BakeWindow.Benchmarks.Serving;

/// <summary>A world of the size that BakeWindow is meant for: 500 nodes, 10,000 pods, 50 bakers.</summary>
internal static class BigWorld
{
    public const int Nodes = 500;
    public const int Bakers = 50;

    private const int PodsPerNode = 20;

    /// <summary>Runs it until the process is ended; tells that it stands by writing BakeWindow's configuration.</summary>
    public static async Task RunAsync(string folder, double speed)
    {
        var wall = TimeProvider.System.GetUtcNow();
        var start = new DateTimeOffset(wall.Ticks - (wall.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
        using var clock = new VirtualTime(start, wall, speed);
        await using var sim = await SimHost.StartAsync(new SimOptions { Start = start, Time = clock, RebootsOnTicket = false, Change = Grow });
        sim.Cluster.AddNamespace("other");
        await FillAsync(sim.Url);
        var kubeconfig = Path.Combine(folder, "kubeconfig");
        await File.WriteAllTextAsync(kubeconfig, sim.Cluster.Kubeconfig(sim.Url));
        var json = Configuration(sim, kubeconfig, (wall, start, speed));
        await File.WriteAllTextAsync(Path.Combine(folder, "url"), sim.Url);
        await File.WriteAllTextAsync(Path.Combine(folder, "new"), json.ToJsonString());
        File.Move(Path.Combine(folder, "new"), Path.Combine(folder, "bakewindow.json"));
        await sim.WaitAsync();
    }

    // Pods that are bound already need no scheduler, whose search through all pods is not made for so many.
    private static async Task FillAsync(string url)
    {
        using var http = new HttpClient();
        await Parallel.ForEachAsync(Enumerable.Range(0, (Nodes * PodsPerNode) - Bakers), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, ct) =>
        {
            var pod = $$$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"other-{{{i}}}","labels":{"app":"other"}},"spec":{"nodeName":"node-{{{i % Nodes}}}","containers":[{"name":"main","image":"other"}]}}""";
            using var content = new StringContent(pod, Encoding.UTF8, "application/json");
            using var answer = await http.PostAsync(new Uri($"{url}/as/admin/api/v1/namespaces/other/pods"), content, ct);
            answer.EnsureSuccessStatusCode();
        });
    }

    private static Scenario Grow(Scenario s)
    {
        var names = Enumerable.Range(0, Nodes).Select(i => $"node-{i}").ToList();
        var bakers = BakerSet.Make(new Names(1), 1, 0.005, Bakers + 10, blsShare: 0.4);
        return s with
        {
            Events = [],
            Chain = s.Chain with { Bakers = bakers },
            Cluster = new ClusterPlan(names, [.. Enumerable.Range(0, Bakers).Select(i => new WorkloadPlan($"baker-{i}", "tezos", "Baker", [$"node-{i}"]))]),
        };
    }

    private static JsonObject Configuration(SimHost sim, string kubeconfig, (DateTimeOffset Wall, DateTimeOffset Start, double Speed) clock)
    {
        var addresses = sim.Scenario.Chain.Bakers.All.Take(Bakers).Select(b => b.Address).ToList();
        return new JsonObject
        {
            ["BakeWindow"] = new JsonObject
            {
                ["Network"] = new JsonObject { ["Nodes"] = new JsonArray([.. sim.Scenario.Nodes.Take(2).Select((n, i) => (JsonNode?)new JsonObject { ["Name"] = n, ["Url"] = sim.NodeUrl(n), ["Rights"] = i == 1 })]) },
                ["Bakers"] = new JsonArray([.. addresses.Select((a, i) => (JsonNode?)new JsonObject { ["Name"] = $"b{i}", ["Address"] = a })]),
                ["Cluster"] = new JsonObject { ["Enabled"] = true, ["Kubeconfig"] = kubeconfig, ["FailureDomainLabel"] = "kubernetes.io/hostname" },
                ["Workloads"] = new JsonArray([.. addresses.Select((_, i) => (JsonNode?)new JsonObject
                {
                    ["Name"] = $"w{i}", ["Baker"] = $"b{i}", ["Namespace"] = "tezos", ["Selector"] = $"app=baker-{i}", ["Role"] = "Baker",
                })]),
                ["Clock"] = new JsonObject { ["WallOrigin"] = Iso(clock.Wall), ["Start"] = Iso(clock.Start), ["Speed"] = clock.Speed },
            },
        };
    }

    private static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
