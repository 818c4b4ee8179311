using BakeWindow.Core.Cluster;
using BakeWindow.Core.Maintenance;
using BakeWindow.Kubernetes;
using BakeWindow.Kubernetes.Marks;
using BakeWindow.Tests.Web;
using BakeWindow.Web.Access;
using BakeWindow.Web.Maintaining;
using k8s;
using k8s.Models;

namespace BakeWindow.Tests.Kubernetes;

/// <summary>A pool of three nodes in two zones, from the request to the last proof: the real desk, runner and journal, the real executor over HTTP, an agent on each node.</summary>
public sealed class PoolJourneyTests
{
    private static readonly MaintenanceAction Roll = new MaintenanceAction.RollPool(LabelSelector.Parse("kubernetes.io/os=linux"), PoolWork.Reboot);

    [Fact]
    public async Task Node_after_node_is_rebooted_the_bakers_last_and_never_two_together()
    {
        await using var stage = await Stage.OpenAsync();
        var pool = await stage.RequestAsync();
        var together = 0;
        await stage.RunAsync(pool.Id, 900, async () =>
        {
            var nodes = (await stage.Lab.Admin.CoreV1.ListNodeAsync()).Items;
            together = Math.Max(together, nodes.Count(n => n.Metadata.Annotations?.ContainsKey(Mark.Cordon) is true));
        });

        Assert.IsType<Phase.Completed>((await stage.Shop.Journal.FindAsync(pool.Id, default))!.Phase);
        Assert.Equal(1, together);
        Assert.Equal(["node-2", "node-3", "node-1"], stage.Rebooted);
        Assert.Equal(4, (await stage.Shop.Journal.ListAsync(false, 100, default)).Count(m => m.Phase is Phase.Completed));
        // Spaced by policy, and the last one with the proof.
        var children = (await stage.Shop.Journal.ListAsync(false, 100, default)).Where(m => m.Request.PartOf == pool.Id).OrderBy(m => m.Id).ToList();
        Assert.All(children.Skip(1).Zip(children), p => Assert.True(p.First.Phase.Outcome!.StartedAt - p.Second.Phase.Outcome!.EndedAt >= TimeSpan.FromMinutes(9)));
        Assert.True(children[^1].Phase.Outcome!.Attested);
        Assert.All((await stage.Lab.Admin.CoreV1.ListNodeAsync()).Items, n => Assert.Null(n.Spec.Unschedulable));
    }

    [Fact]
    public async Task It_stops_at_the_first_node_that_nobody_reboots_and_goes_on_when_it_is_resumed()
    {
        await using var stage = await Stage.OpenAsync();
        stage.Agents = false;
        var pool = await stage.RequestAsync();
        await stage.RunAsync(pool.Id, 200);

        var paused = Assert.IsType<Phase.PoolPaused>((await stage.Shop.Journal.FindAsync(pool.Id, default))!.Phase);
        Assert.Contains("nobody rebooted the node", paused.Why);
        Assert.All((await stage.Lab.Admin.CoreV1.ListNodeAsync()).Items, n => Assert.Null(n.Spec.Unschedulable));

        stage.Agents = true;
        await stage.Shop.Desk.ResumeAsync(pool.Id, Caller.Inside("ak"), default);
        await stage.RunAsync(pool.Id, 900);
        Assert.IsType<Phase.Completed>((await stage.Shop.Journal.FindAsync(pool.Id, default))!.Phase);
    }

    private sealed class Stage : IAsyncDisposable
    {
        private readonly HashSet<string> used = [];
        private int level;

        public required Lab Lab { get; init; }

        public required Workshop Shop { get; init; }

        public bool Agents { get; set; } = true;

        public List<string> Rebooted { get; } = [];

        public static async Task<Stage> OpenAsync()
        {
            var lab = await Lab.StartWithAsync(new ClusterSettings { Workloads = [Workloads.Of("alpha-baker", "app=baker")], FailureDomainLabel = "topology.kubernetes.io/zone" });
            await lab.Floors.SyncAsync(new Dictionary<string, bool>(), default);
            var shop = await Workshop.OpenAsync(level: 0);
            shop.Execute = (command, ct) => lab.Executor.ExecuteAsync(command, ct);
            var stage = new Stage { Lab = lab, Shop = shop };
            await stage.ReachAsync();
            return stage;
        }

        public Task<MaintenanceRecord> RequestAsync() =>
            Lab.MovingAsync(Shop.Desk.RequestAsync(new RequestForm.Valid(Roll, TimeSpan.FromMinutes(12), null, null, Urgency.Normal, "kernel"), Caller.Inside("ak"), default));

        public async Task RunAsync(string id, int levels, Func<Task>? each = null)
        {
            for (var last = level + levels; level < last; )
            {
                await ReachAsync();
                await Lab.MovingAsync(LookAsync());
                await (each?.Invoke() ?? Task.CompletedTask);
                if ((await Shop.Journal.FindAsync(id, default))!.Phase is { IsTerminal: true } or Phase.PoolPaused)
                {
                    return;
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            await Shop.DisposeAsync();
            await Lab.DisposeAsync();
        }

        private async Task<bool> LookAsync()
        {
            await Shop.Runner.LookAsync(default);
            return true;
        }

        private async Task ReachAsync()
        {
            level++;
            Lab.Clock.Advance(TimeSpan.FromSeconds(6));
            var now = Lab.Clock.GetUtcNow();
            foreach (var node in Agents ? (await Lab.Admin.CoreV1.ListNodeAsync()).Items : [])
            {
                await RebootIfItMayAsync(node, now);
            }

            Shop.Clock.SetUtcNow(now);
            var world = await LabWorld.AtAsync(Lab, level, now, []);
            Shop.Board.Update(w => world with { Active = w.Active, Policy = world.Policy with { PoolSpacing = TimeSpan.FromMinutes(10) } });
        }

        private Task RebootIfItMayAsync(V1Node node, DateTimeOffset now)
        {
            var boot = node.Status.NodeInfo.BootID;
            if (node.Metadata.Annotations?.TryGetValue(Mark.RebootTicket, out var ticket) is true && !used.Contains(boot)
                && Lab.Seal.Check(ticket, node.Metadata.Name, node.Metadata.Uid, boot, now) is null)
            {
                used.Add(boot);
                Rebooted.Add(node.Metadata.Name);
                Lab.Cluster.RebootNode(node.Metadata.Name);
            }

            return Task.CompletedTask;
        }
    }
}
