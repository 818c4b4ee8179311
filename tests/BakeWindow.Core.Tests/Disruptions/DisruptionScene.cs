using BakeWindow.Core.Cluster;
using BakeWindow.Core.Disruptions;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Tests.Gate;

namespace BakeWindow.Core.Tests.Disruptions;

/// <summary>A baker's pod tezos/alpha-0 on node-1, a stranger's tezos/web-0 beside it; the baker's block is a level away, so nothing of it may be disturbed, or far away.</summary>
internal static class DisruptionScene
{
    public static readonly DateTimeOffset Now = GateScene.Now;

    public static World Closed { get; } = Of(1_150);

    public static World Open { get; } = Of(1_900);

    public static DisruptionRequest Evict(string name = "alpha-0", string ns = "tezos", string user = "ann") =>
        new() { Kind = DisruptionKind.Evict, Namespace = ns, Name = name, User = user, Groups = ["system:authenticated"] };

    public static DisruptionRequest Delete(PodView? pod = null, params string[] groups) =>
        Evict() with { Kind = DisruptionKind.Delete, Pod = pod ?? Baker, Groups = groups };

    public static DisruptionRequest Rollout(string app = "baker", bool replaces = true) =>
        Evict("alpha") with { Kind = DisruptionKind.Rollout, PodLabels = new Dictionary<string, string> { ["app"] = app }, ReplacesPods = replaces };

    public static PodView Baker => GateScene.Cluster.Pods[0];

    public static DisruptionAnswer Answer(World world, DisruptionRequest request, RolloutPolicy rollouts = RolloutPolicy.Warn, params string[] emptying) =>
        new DisruptionGuard("bakewindow", rollouts).Answer(world, emptying.ToHashSet(StringComparer.Ordinal), request, Now);

    private static World Of(int right) => GateScene.World(rights: [right, 3_000]) with
    {
        Cluster = GateScene.Cluster with { Pods = [Baker, Baker with { Name = new PodName("tezos", "web-0"), Uid = "p2", Labels = new Dictionary<string, string> { ["app"] = "web" } }] },
    };
}
