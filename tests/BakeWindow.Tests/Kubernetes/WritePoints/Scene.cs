using BakeWindow.Core.Cluster;
using k8s;
using k8s.Models;

namespace BakeWindow.Tests.Kubernetes.WritePoints;

/// <summary>What a maintenance meets on its node.</summary>
/// <param name="Name">For the table.</param>
/// <param name="SetAsync">Sets the stage of a fresh lab.</param>
internal sealed record Scene(string Name, Func<Lab, Task> SetAsync)
{
    public static IReadOnlyList<Scene> All { get; } =
    [
        new("a floor of our own", _ => Task.CompletedTask),
        new("a budget of somebody else, adopted", lab => lab.BringBudgetAsync(
            "chart", new V1PodDisruptionBudgetSpec { MaxUnavailable = 1, Selector = new V1LabelSelector { MatchLabels = Lab.Map("app", "baker") } })),
        new("another pod, bound to the node", async lab =>
        {
            lab.Cluster.AddStatefulSet("other", "web", Lab.Map("app", "web"), pinnedTo: ["node-1"]);
            await lab.UntilAsync(lab.IsQuietAsync);
        }),
        new("cordoned before, by a person", lab => lab.Admin.CoreV1.PatchNodeAsync(
            new V1Patch("""{"spec":{"unschedulable":true}}""", V1Patch.PatchType.MergePatch), "node-1")),
    ];

    /// <summary>A lab with the scene set and the floors closed.</summary>
    public async Task<Lab> OpenAsync()
    {
        var lab = await Lab.StartAsync();
        await SetAsync(lab);
        await lab.Floors.SyncAsync(new Dictionary<string, bool>(StringComparer.Ordinal), default);
        lab.Clock.Advance(TimeSpan.FromSeconds(1));
        lab.Wire.Requests.Clear();
        return lab;
    }
}
