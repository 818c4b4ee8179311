using BakeWindow.Core.Bypasses;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Tests.Gate;

namespace BakeWindow.Core.Tests.Readiness;

/// <summary>The gate's scene with sentries, volumes and containers.</summary>
internal static class ReadinessScene
{
    /// <summary>A container as on 2019-12-14: a new image came by itself and its program found an older storage.</summary>
    public static ContainerView OldStorage { get; } = new("node", false)
    {
        Image = "tezos/tezos:mainnet",
        Waiting = "CrashLoopBackOff",
        Restarts = 7,
        LastExit = 1,
        LastEnd = GateScene.Now.AddMinutes(-4),
        LastWords = LastWords.Of("tezos-node: The data directory version is too old.\n  Found '0.0.3', expected '0.0.4'.\n  Please run `tezos-node upgrade storage`."),
        EndedWithWords = true,
    };

    public static PodView Pod => GateScene.Cluster.Pods[0];

    public static ProtectedWorkload Sentry { get; } = GateScene.Workload with { Name = "sentries", Selector = LabelSelector.Parse("app=sentry"), Role = WorkloadRole.Sentry };

    public static PodView SentryPod(string name, string? node, bool ready = true) => Pod with
    {
        Name = new PodName("tezos", name), Uid = name, Node = node, Ready = ready, Phase = node is null ? "Pending" : "Running", Labels = new Dictionary<string, string> { ["app"] = "sentry" },
    };

    public static World WithPod(Func<PodView, PodView> change) => GateScene.World() with { Cluster = GateScene.Cluster with { Pods = [change(Pod)] } };

    public static World WithPods(params PodView[] pods) => GateScene.World() with { Cluster = GateScene.Cluster with { Pods = pods }, Workloads = [GateScene.Workload, Sentry] };

    /// <summary>The baker on node-1 beside a sentry, and another sentry on node-2.</summary>
    public static World WithSentries(bool ready) => WithPods(Pod, SentryPod("public-0", "node-1"), SentryPod("public-1", "node-2", ready));

    public static World WithPinnedVolume() => WithPod(p => p with { Claims = ["data"] }) with { Volumes = [new ClaimFact("tezos", "data", true, ["node-1"])] };
}
