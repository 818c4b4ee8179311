using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using BakeWindow.Simulator.Scenarios;

namespace BakeWindow.Simulator;

/// <summary>The configuration that points BakeWindow at a simulation: what exists, and how its clock runs.</summary>
internal static class ConfigurationFile
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Its text.</summary>
    /// <param name="sim">The simulation.</param>
    /// <param name="url">How BakeWindow reaches it.</param>
    /// <param name="kubeconfig">Path of the kubeconfig; null leaves the cluster out.</param>
    /// <param name="clock">The clock: real time of origin, what it showed then, its speed; null when it is the real one.</param>
    public static string Write(SimHost sim, string url, string? kubeconfig, (DateTimeOffset WallOrigin, DateTimeOffset Start, double Speed)? clock)
    {
        var own = sim.Scenario.Nodes[^1];
        var settings = new JsonObject
        {
            ["Network"] = new JsonObject
            {
                ["Name"] = "simulated",
                ["ChainId"] = sim.Chain.Plan.ChainId,
                // The heavy rights calls go to the last public node, never to the baker's own.
                ["Nodes"] = new JsonArray([.. sim.Scenario.Nodes.SkipLast(1).Select((n, i) => (JsonNode?)new JsonObject
                {
                    ["Name"] = n,
                    ["Url"] = $"{url}/tezos/{n}",
                    ["Rights"] = i == sim.Scenario.Nodes.Count - 2,
                })]),
            },
            ["Bakers"] = new JsonArray(new JsonObject
            {
                ["Name"] = "alpha",
                ["Address"] = sim.Chain.Watched.Address,
                ["NodeUrl"] = $"{url}/tezos/{own}",
                // Through the forwarder, whose statistics tell of the signers behind it.
                ["Signers"] = new JsonArray(new JsonObject
                {
                    ["Name"] = "forwarder",
                    ["Url"] = $"{url}/signer",
                    ["Proxy"] = new JsonObject { ["Name"] = "haproxy", ["StatisticsUrl"] = $"{url}/forwarder/stats;csv", ["Backend"] = "signers" },
                }),
            }),
            ["Cluster"] = new JsonObject { ["Enabled"] = kubeconfig is not null, ["Kubeconfig"] = kubeconfig ?? "" },
            ["Workloads"] = kubeconfig is null ? new JsonArray() : new JsonArray([.. sim.Scenario.Cluster.Workloads.Where(w => w.Role != "Sentry").Select(Workload)]),
        };
        // In a simulation nobody need be asked for what a usual reboot costs; ask for more time than that, and it waits for a person.
        settings["Policy"] = new JsonObject { ["ApprovedUpToBudget"] = 0.05 };
        if (clock is { } c)
        {
            settings["Clock"] = new JsonObject { ["WallOrigin"] = Iso(c.WallOrigin), ["Start"] = Iso(c.Start), ["Speed"] = c.Speed };
        }

        return new JsonObject { ["BakeWindow"] = settings }.ToJsonString(Indented) + "\n";
    }

    /// <summary>Writes a text so that whoever waits for the file sees all of it or nothing.</summary>
    public static async Task SaveAsync(string path, string text, bool secret = false)
    {
        var whole = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(whole)!);
        var unfinished = whole + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (secret && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using (var writer = new StreamWriter(unfinished, options))
        {
            await writer.WriteAsync(text);
        }

        File.Move(unfinished, whole, overwrite: true);
    }

    private static JsonNode? Workload(WorkloadPlan workload) => new JsonObject
    {
        ["Name"] = workload.Name,
        ["Baker"] = "alpha",
        ["Namespace"] = workload.Namespace,
        ["Selector"] = workload.Selector,
        ["Role"] = workload.Role,
    };

    private static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
