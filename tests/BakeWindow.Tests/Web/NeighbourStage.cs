using BakeWindow.Core.Cluster;
using BakeWindow.Core.Tests.Maintenance;
using BakeWindow.Kubernetes.Watching;
using BakeWindow.Tests.Kubernetes;
using k8s;

namespace BakeWindow.Tests.Web;

/// <summary>A real board, journal and audit log over a simulated cluster behind real HTTP. The baker on node-1 has its next block at level 1,000; a level is six seconds.</summary>
internal sealed class NeighbourStage : IAsyncDisposable
{
    private NeighbourStage(Lab lab, Workshop shop) => (Lab, Shop) = (lab, shop);

    public Lab Lab { get; }

    public Workshop Shop { get; }

    public static async Task<NeighbourStage> StartAsync(int level = 100)
    {
        var stage = new NeighbourStage(await Lab.StartAsync([Workloads.Of("alpha-baker", "app=baker") with { Baker = Worlds.Baker }]), await Workshop.OpenAsync());
        await stage.SeeAsync(level);
        return stage;
    }

    /// <summary>The world at a level, with the cluster as it is; the same time in both.</summary>
    public async Task SeeAsync(int level)
    {
        Shop.Reach(level);
        await SeeClusterAsync();
    }

    /// <summary>The cluster as it is, seen now.</summary>
    public async Task SeeClusterAsync()
    {
        var nodes = (await Lab.Admin.CoreV1.ListNodeAsync()).Items.Select(n => NodeFacts.Of(n, null)).ToDictionary(n => n.Name, StringComparer.Ordinal);
        var pods = await Lab.PodsAsync();
        Shop.Board.Update(w => w with { Workloads = Lab.Settings.Workloads, Cluster = new ClusterView { Connected = true, SeenAt = Shop.Clock.GetUtcNow(), Nodes = nodes, Pods = pods } });
    }

    /// <summary>A node reboots and comes back.</summary>
    public async Task RebootAsync(string node)
    {
        var before = Lab.Cluster.BootId(node);
        Lab.Cluster.RebootNode(node);
        await Lab.UntilAsync(async () => Lab.Cluster.BootId(node) != before && NodeFacts.Of(await Lab.NodeAsync(node), null) is { Ready: true } seen && seen.BootId != before);
        await SeeClusterAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Shop.DisposeAsync();
        await Lab.DisposeAsync();
    }
}
