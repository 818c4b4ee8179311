using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Neighbours;

/// <summary>
/// Rancher's system-upgrade-controller by its documentation and rule of choice (rancher/system-upgrade-controller, pkg/upgrade/plan, handle_upgrade): the window is looked at only while no node
/// is being worked on; of the nodes whose label is neither <c>disabled</c> nor the latest hash it takes as many as its concurrency allows.
/// </summary>
/// <param name="http">The API server.</param>
/// <param name="plan">Path of the Plan.</param>
/// <param name="inWindow">Is <c>spec.window</c> open?</param>
/// <param name="prepare">The prepare container, for a node: true when it ended well; null: there is none.</param>
public sealed class SystemUpgradeController(HttpClient http, string plan, Func<bool> inWindow, Func<string, Task<bool>>? prepare = null)
{
    private readonly NeighbourApi api = new(http);

    /// <summary>Nodes that it has upgraded, in order.</summary>
    public List<string> Upgraded { get; } = [];

    /// <summary>Chooses nodes.</summary>
    /// <returns>Those it works on.</returns>
    public async Task<IReadOnlyList<string>> ChooseAsync()
    {
        var json = await PlanAsync();
        var applying = Applying(json);
        if (applying.Count == 0 && !inWindow())
        {
            return [];
        }

        var hash = NeighbourApi.Text(json, "status", "latestHash")!;
        var label = LabelOf(json);
        var wanting = (await api.ListAsync("api/v1/nodes")).Where(n => NeighbourApi.Text(n, "metadata", "labels", label) is not "disabled" and var has && has != hash)
            .Select(n => (Name: NeighbourApi.Text(n, "metadata", "name")!, Order: Order(n, json, hash))).ToList();
        List<string> chosen = [.. wanting.Select(n => n.Name).Where(applying.Contains)];
        chosen.AddRange(wanting.Where(n => !applying.Contains(n.Name)).OrderBy(n => n.Order, StringComparer.Ordinal).Select(n => n.Name).Take((int)json["spec"]!["concurrency"]! - chosen.Count));
        await api.MergeAsync(plan + "/status", new JsonObject { ["status"] = new JsonObject { ["applying"] = new JsonArray([.. chosen.Select(n => JsonValue.Create(n))]) } });
        return chosen;
    }

    /// <summary>One step of the job of each chosen node: prepare, cordon, drain; when nothing is left on it, upgrade, label and uncordon.</summary>
    public async Task WorkAsync()
    {
        var json = await PlanAsync();
        foreach (var node in Applying(json))
        {
            if (prepare is not null && !await prepare(node))
            {
                continue;
            }

            await api.CordonAsync(node, true);
            if (await LeftAsync(node, (bool?)json["spec"]?["drain"]?["disableEviction"] is true) == 0)
            {
                await api.LabelAsync(NeighbourApi.Node(node), LabelOf(json), NeighbourApi.Text(json, "status", "latestHash"));
                await api.CordonAsync(node, false);
                Upgraded.Add(node);
            }
        }
    }

    private async Task<int> LeftAsync(string node, bool deletes)
    {
        if (!deletes)
        {
            return await api.EvictAllAsync(node);
        }

        var pods = await api.PodsAsync(node);
        foreach (var pod in pods)
        {
            await api.DeleteAsync($"api/v1/namespaces/{NeighbourApi.Text(pod, "metadata", "namespace")}/pods/{NeighbourApi.Text(pod, "metadata", "name")}");
        }

        return pods.Count;
    }

    private async Task<JsonObject> PlanAsync() => await api.FindAsync(plan) ?? throw new InvalidOperationException($"{plan} is missing");

    private static HashSet<string> Applying(JsonObject plan) => [.. (plan["status"]?["applying"] as JsonArray ?? []).Select(n => n!.GetValue<string>())];

    private static string LabelOf(JsonObject plan) => $"plan.upgrade.cattle.io/{NeighbourApi.Text(plan, "metadata", "name")}";

    private static string Order(JsonObject node, JsonObject plan, string hash) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(NeighbourApi.Text(node, "metadata", "uid") + NeighbourApi.Text(plan, "metadata", "uid") + hash)));
}
