using BakeWindow.Core.Maintenance;
using BakeWindow.Kubernetes;
using k8s;
using k8s.Models;

namespace BakeWindow.Tests.Kubernetes.WritePoints;

/// <summary>What a maintenance does, and what it meets.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Action">What it does.</param>
/// <param name="SetAsync">Sets the stage of a fresh lab.</param>
internal sealed record Scene(string Name, MaintenanceAction Action, Func<Lab, Task> SetAsync)
{
    private static readonly MaintenanceAction Reboot = new MaintenanceAction.RebootNode("node-1");

    public static IReadOnlyList<Scene> All { get; } =
    [
        .. ActionJourneys.All.Select(a => new Scene(a.Key, a.Value.Action, a.Value.Before)),
        new("reboot, under a budget of somebody else that is adopted", Reboot, lab => lab.BringBudgetAsync(
            "chart", new V1PodDisruptionBudgetSpec { MaxUnavailable = 1, Selector = new V1LabelSelector { MatchLabels = Lab.Map("app", "baker") } })),
        new("reboot, with another pod that is bound to the node", Reboot, async lab =>
        {
            lab.Cluster.AddStatefulSet("other", "web", Lab.Map("app", "web"), pinnedTo: ["node-1"]);
            await lab.UntilAsync(lab.IsQuietAsync);
        }),
        new("reboot, emptied by medik8s' operator", Reboot, MedikStage.SetAsync) { Settings = MedikStage.Settings, Neighbours = MedikStage.Operator },
    ];

    /// <summary>What is declared of its cluster; null: as usual.</summary>
    public ClusterSettings? Settings { get; init; }

    /// <summary>Makes what acts at every level besides BakeWindow.</summary>
    public Func<Lab, Func<Task>> Neighbours { get; init; } = _ => () => Task.CompletedTask;

    /// <summary>How often the node is rebooted in it.</summary>
    public int Reboots => Action.OnNode is null ? 0 : 1;

    /// <summary>A lab with the scene set and the floors closed.</summary>
    public async Task<Lab> OpenAsync()
    {
        var lab = Settings is null ? await Lab.StartAsync() : await Lab.StartWithAsync(Settings);
        await SetAsync(lab);
        await lab.Floors.SyncAsync(new Dictionary<string, bool>(StringComparer.Ordinal), default);
        lab.Clock.Advance(TimeSpan.FromSeconds(1));
        await lab.UntilAsync(lab.IsQuietAsync);
        lab.Wire.Requests.Clear();
        return lab;
    }
}
