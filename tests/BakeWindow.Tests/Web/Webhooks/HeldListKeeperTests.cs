using BakeWindow.Core.Disruptions;
using BakeWindow.Core.Tests.Maintenance;
using BakeWindow.Kubernetes.Admission;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Tests.Kubernetes;
using BakeWindow.Tests.Kubernetes.Admission;
using BakeWindow.Web.Maintaining;
using BakeWindow.Web.Webhooks;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;

namespace BakeWindow.Tests.Web.Webhooks;

/// <summary>The list that the admission policy reads, in a simulated cluster; the world and its clock are moved by hand. The baker's own block is level 1,000.</summary>
public sealed class HeldListKeeperTests : IAsyncLifetime
{
    private Lab lab = null!;
    private Workshop shop = null!;
    private FloorSync sync = null!;
    private HeldListKeeper keeper = null!;

    public async ValueTask InitializeAsync()
    {
        lab = await Lab.StartAsync();
        await lab.GrantAsync(AdmissionPermissions.All);
        await lab.Admin.CoreV1.CreateNamespacedConfigMapAsync(Shipped.Read<V1ConfigMap>("admission-policy/held.yaml"), "bakewindow");
        shop = await Workshop.OpenAsync();
        sync = new FloorSync(shop.Board, shop.Runner, lab.Floors, Leadership.Alone, shop.Clock, NullLogger<FloorSync>.Instance);
        keeper = new HeldListKeeper(
            shop.Board, shop.Runner, sync, new DisruptionGuard("bakewindow"), new HeldList(new ObjectApi(lab.Client, lab.Clock), "bakewindow"), Leadership.Alone, shop.Clock, NullLogger<HeldListKeeper>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        keeper.Dispose();
        sync.Dispose();
        await shop.DisposeAsync();
        await lab.DisposeAsync();
    }

    [Fact]
    public async Task A_pod_is_put_on_it_after_the_floors_and_taken_off_at_once()
    {
        await SeeAsync(900);
        await keeper.LookAsync(afterRound: false, default);
        Assert.Equal("none", await PodsAsync());

        await keeper.LookAsync(afterRound: true, default);
        Assert.Equal("tezos/baker-0", await PodsAsync());

        await SeeAsync(1_010);
        await keeper.LookAsync(afterRound: false, default);
        Assert.Equal("none", await PodsAsync());
    }

    [Fact]
    public async Task What_can_not_be_known_stands_on_it()
    {
        await SeeAsync(100);
        shop.Board.Update(w => w with { Chain = null });
        await keeper.LookAsync(afterRound: true, default);

        Assert.Equal("tezos/baker-0", await PodsAsync());
    }

    [Fact]
    public async Task Before_anything_is_seen_what_it_named_last_stays()
    {
        await SeeAsync(900);
        await keeper.LookAsync(afterRound: true, default);
        shop.Board.Update(w => w with { Cluster = Core.Cluster.ClusterView.Unseen });
        await keeper.LookAsync(afterRound: true, default);

        Assert.Equal("tezos/baker-0", await PodsAsync());
    }

    [Fact]
    public async Task A_clean_stop_leaves_all_that_is_protected_on_it()
    {
        await SeeAsync(100);
        await keeper.LookAsync(afterRound: true, default);
        Assert.Equal("none", await PodsAsync());

        await keeper.StopAsync(default);

        Assert.Equal("tezos/baker-0", await PodsAsync());
    }

    private async Task SeeAsync(int level)
    {
        shop.Reach(level);
        var pods = await lab.PodsAsync();
        shop.Board.Update(w => w with { Workloads = [lab.Baker], Cluster = w.Cluster! with { Pods = pods } });
    }

    private async Task<string> PodsAsync() => (await lab.Admin.CoreV1.ReadNamespacedConfigMapAsync(AdmissionPermissions.HeldName, "bakewindow")).Data["pods"];
}
