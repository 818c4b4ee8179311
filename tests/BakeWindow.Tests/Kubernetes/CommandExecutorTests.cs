using BakeWindow.Core.Cluster;
using BakeWindow.Core.Maintenance;
using BakeWindow.Kubernetes.Rbac;
using BakeWindow.Simulator.Cluster;
using k8s;
using k8s.Models;

namespace BakeWindow.Tests.Kubernetes;

/// <summary>Each command against an API server: what it does, that twice is as good as once, and whose things it leaves alone.</summary>
public sealed class CommandExecutorTests
{
    private static readonly string[] Baker = ["alpha-baker"];

    [Fact]
    public async Task A_node_is_cordoned_with_our_mark_and_given_back_as_it_was()
    {
        await using var lab = await Lab.StartAsync();
        var before = await lab.NodeAsync();
        var fence = await lab.BeginAsync();

        Assert.True((await lab.NodeAsync()).Spec.Unschedulable);
        Assert.Equal(new CordonMark("M-1", false, fence) { Lock = "bakewindow/bakewindow-cluster-164cf1ca" }, await lab.MarkAsync());

        await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.Uncordon("node-1", "M-1"));
        lab.Clock.Advance(TimeSpan.FromSeconds(1));
        var after = await lab.NodeAsync();
        Assert.Null(after.Spec.Unschedulable);
        Assert.Equal(before.Metadata.Annotations, after.Metadata.Annotations);
        Assert.Equal(before.Spec.Taints ?? [], after.Spec.Taints ?? []);
    }

    [Fact]
    public async Task A_cordon_that_was_there_before_stays()
    {
        await using var lab = await Lab.StartAsync();
        await lab.Admin.CoreV1.PatchNodeAsync(new V1Patch("""{"spec":{"unschedulable":true}}""", V1Patch.PatchType.StrategicMergePatch), "node-1");
        await lab.BeginAsync();
        await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.Uncordon("node-1", "M-1"));

        Assert.True((await lab.NodeAsync()).Spec.Unschedulable);
        Assert.Null(await lab.MarkAsync());
    }

    [Fact]
    public async Task A_node_without_our_mark_is_never_uncordoned()
    {
        await using var lab = await Lab.StartAsync();
        await lab.Admin.CoreV1.PatchNodeAsync(new V1Patch("""{"spec":{"unschedulable":true}}""", V1Patch.PatchType.StrategicMergePatch), "node-1");

        await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.Uncordon("node-1", "M-1"));

        Assert.True((await lab.NodeAsync()).Spec.Unschedulable);
        Assert.Equal(0, lab.Wire.Writes);
    }

    [Fact]
    public async Task Anothers_mark_holds_and_is_not_touched()
    {
        await using var lab = await Lab.StartAsync();
        await lab.BeginAsync("M-1");
        await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.ReleaseLease(Lab.Domain, "M-1"));
        var fence = (await lab.DoAsync<CommandOutcome.LeaseTaken>(new ClusterCommand.TakeLease(Lab.Domain, "M-2"))).Fence;
        var before = (await lab.NodeAsync()).Metadata.ResourceVersion;

        Assert.Equal("M-1", (await lab.DoAsync<CommandOutcome.HeldBy>(new ClusterCommand.Cordon("node-1", "M-2", fence))).Holder);
        await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.Uncordon("node-1", "M-2"));
        await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.WithdrawReboot("node-1", "M-2"));
        await lab.DoAsync<CommandOutcome.Refused>(new ClusterCommand.EvictPods("node-1", "M-2", true));
        await lab.DoAsync<CommandOutcome.Refused>(new ClusterCommand.AskReboot("node-1", "M-2", lab.TicketFor(await lab.NodeAsync(), "M-2")));
        await lab.DoAsync<CommandOutcome.Refused>(new ClusterCommand.OpenFloor("node-1", "M-2", Baker));

        Assert.Equal(before, (await lab.NodeAsync()).Metadata.ResourceVersion);
    }

    [Fact]
    public async Task A_process_that_slept_through_its_lock_marks_nothing()
    {
        await using var lab = await Lab.StartAsync();
        var stale = (await lab.DoAsync<CommandOutcome.LeaseTaken>(new ClusterCommand.TakeLease(Lab.Domain, "M-1"))).Fence;
        await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.ReleaseLease(Lab.Domain, "M-1"));
        Assert.IsType<CommandOutcome.HeldBy>(await lab.DoAsync(new ClusterCommand.Cordon("node-1", "M-1", stale)));

        // Its successor has come and gone, and left nothing on the node.
        await lab.BeginAsync("M-2");
        await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.Uncordon("node-1", "M-2"));
        await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.ReleaseLease(Lab.Domain, "M-2"));
        Assert.IsType<CommandOutcome.HeldBy>(await lab.DoAsync(new ClusterCommand.Cordon("node-1", "M-1", stale)));
        Assert.Null((await lab.NodeAsync()).Spec.Unschedulable);
    }

    [Fact]
    public async Task Every_command_done_twice_does_nothing_more()
    {
        await using var lab = await Lab.StartAsync();
        var fence = await lab.BeginAsync();
        await TwiceAsync(new ClusterCommand.Cordon("node-1", "M-1", fence));
        await TwiceAsync(new ClusterCommand.OpenFloor("node-1", "M-1", Baker));
        await lab.DrainAsync();
        await TwiceAsync(new ClusterCommand.OpenFloor("node-1", "M-1", Baker));
        await TwiceAsync(new ClusterCommand.EvictPods("node-1", "M-1", false));
        await TwiceAsync(new ClusterCommand.AskReboot("node-1", "M-1", lab.TicketFor(await lab.NodeAsync())));
        await TwiceAsync(new ClusterCommand.WithdrawReboot("node-1", "M-1"));
        await TwiceAsync(new ClusterCommand.Uncordon("node-1", "M-1"));
        await TwiceAsync(new ClusterCommand.CloseFloor("M-1", Baker));
        await TwiceAsync(new ClusterCommand.ReleaseLease(Lab.Domain, "M-1"));

        async Task TwiceAsync(ClusterCommand command)
        {
            var first = await lab.DoAsync(command);
            var writes = lab.Wire.Writes;
            var second = await lab.DoAsync(command);
            Assert.Equal(first.GetType(), second.GetType());
            Assert.True(first is CommandOutcome.Done or CommandOutcome.Evicted { Left.Count: 0 }, $"{command} came out as {first}");
            Assert.True(writes == lab.Wire.Writes, $"{command} wrote again");
        }
    }

    [Fact]
    public async Task A_closed_floor_holds_the_drain_in_the_servers_words_and_an_opened_one_lets_it_go_on()
    {
        await using var lab = await Lab.StartAsync();
        await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.CloseFloor("M-0", Baker));
        await lab.BeginAsync();

        var held = await lab.DoAsync<CommandOutcome.Evicted>(new ClusterCommand.EvictPods("node-1", "M-1", false));
        Assert.Equal(["tezos/baker-0"], held.Left.Select(p => p.ToString()));
        Assert.Contains("bakewindow-alpha-baker", Assert.Single(held.Blocked).Why);

        await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.OpenFloor("node-1", "M-1", Baker));
        await lab.DrainAsync();
        await lab.UntilAsync(lab.IsQuietAsync);
        Assert.NotEqual("node-1", Assert.Single(await lab.PodsAsync()).Node);
    }

    [Fact]
    public async Task The_baker_is_not_disturbed_while_anything_else_holds_the_drain()
    {
        await using var lab = await Lab.StartAsync();
        lab.Cluster.AddStatefulSet("tezos", "store", Lab.Map("app", "store"), pinnedTo: ["node-1"]);
        await lab.UntilAsync(lab.IsQuietAsync);
        await lab.BringBudgetAsync("store", new V1PodDisruptionBudgetSpec { MaxUnavailable = 0, Selector = new V1LabelSelector { MatchLabels = Lab.Map("app", "store") } });
        var uid = (await lab.PodsAsync()).Single(p => p.Name.Name == "baker-0").Uid;
        await lab.BeginAsync();
        await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.OpenFloor("node-1", "M-1", Baker));

        for (var round = 0; round < 3; round++)
        {
            var held = await lab.DoAsync<CommandOutcome.Evicted>(new ClusterCommand.EvictPods("node-1", "M-1", false));
            Assert.Equal("tezos/store-0", Assert.Single(held.Blocked).Pod.ToString());
            Assert.Equal(2, held.Left.Count);
        }

        Assert.Contains(await lab.PodsAsync("node-1"), p => p.Uid == uid && !p.Terminating);
    }

    [Fact]
    public async Task Of_two_protected_pods_none_goes_while_one_is_held()
    {
        await using var lab = await Lab.StartAsync([Workloads.Of("alpha-baker", "app=baker"), Workloads.Of("alpha-node", "app=node")]);
        lab.Cluster.AddStatefulSet("tezos", "node", Lab.Map("app", "node"), pinnedTo: ["node-1"]);
        await lab.UntilAsync(lab.IsQuietAsync);
        await lab.Floors.SyncAsync(new Dictionary<string, bool>(), default);
        await lab.BeginAsync();
        await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.OpenFloor("node-1", "M-1", Baker));

        var held = await lab.DoAsync<CommandOutcome.Evicted>(new ClusterCommand.EvictPods("node-1", "M-1", false));
        Assert.Equal("tezos/node-0", Assert.Single(held.Blocked).Pod.ToString());
        Assert.All(await lab.PodsAsync("node-1"), p => Assert.False(p.Terminating));
    }

    [Fact]
    public async Task Mirror_and_daemon_pods_stay()
    {
        await using var lab = await Lab.StartAsync();
        lab.Cluster.AddDaemonSet("kube-system", "agent", Lab.Map("app", "agent"));
        lab.Cluster.AddStaticPod("kube-system", "etcd", "node-1");
        await lab.UntilAsync(lab.IsQuietAsync);
        await lab.BeginAsync();
        await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.OpenFloor("node-1", "M-1", Baker));
        await lab.DrainAsync();

        Assert.Equal(["DaemonSet", "Node"], (await lab.PodsAsync("node-1")).Select(p => p.ControllerKind).Order());
    }

    [Fact]
    public async Task Nothing_is_evicted_beside_a_bare_pod()
    {
        await using var lab = await Lab.StartAsync();
        await BarePodAsync(lab, "lonely");
        await lab.BeginAsync();

        Assert.Contains("pod tezos/lonely has no controller", (await lab.DoAsync<CommandOutcome.Refused>(new ClusterCommand.EvictPods("node-1", "M-1", true))).Why);
        Assert.All(await lab.PodsAsync("node-1"), p => Assert.False(p.Terminating));
    }

    [Fact]
    public async Task Two_budgets_over_one_pod_are_both_named()
    {
        await using var lab = await Lab.StartAsync();
        foreach (var name in new[] { "chart", "mine" })
        {
            await lab.BringBudgetAsync(name, new V1PodDisruptionBudgetSpec { MaxUnavailable = 1, Selector = new V1LabelSelector { MatchLabels = Lab.Map("app", "baker") } });
        }

        await lab.BeginAsync();
        Assert.Contains("tezos/chart, tezos/mine", (await lab.DoAsync<CommandOutcome.Refused>(new ClusterCommand.OpenFloor("node-1", "M-1", Baker))).Why);
        Assert.Contains("(chart, mine)", (await lab.DoAsync<CommandOutcome.Refused>(new ClusterCommand.EvictPods("node-1", "M-1", false))).Why);
        await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.CloseFloor("M-1", Baker));
        Assert.All(await lab.BudgetsAsync(), b => Assert.Null(b.Metadata.Annotations));
    }

    [Fact]
    public async Task The_ticket_hangs_on_the_node_until_it_is_withdrawn()
    {
        await using var lab = await Lab.StartAsync();
        await lab.BeginAsync();
        var ticket = lab.TicketFor(await lab.NodeAsync());
        await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.AskReboot("node-1", "M-1", ticket));
        Assert.Equal(ticket, Lab.Seal.Open((await lab.NodeAsync()).Metadata.Annotations[Mark.RebootTicket]));

        await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.WithdrawReboot("node-1", "M-1"));
        Assert.False((await lab.NodeAsync()).Metadata.Annotations.ContainsKey(Mark.RebootTicket));
        Assert.NotNull(await lab.MarkAsync());
    }

    [Fact]
    public async Task What_people_write_on_a_node_meanwhile_is_never_lost()
    {
        await using var lab = await Lab.StartAsync();
        var people = Task.Run(async () =>
        {
            for (var n = 0; n < 60; n++)
            {
                await lab.Admin.CoreV1.PatchNodeAsync(new V1Patch("""{"metadata":{"annotations":{"example.test/n-%":"here"}}}""".Replace("%", $"{n}"), V1Patch.PatchType.MergePatch), "node-1");
            }
        });
        var fence = (await lab.DoAsync<CommandOutcome.LeaseTaken>(new ClusterCommand.TakeLease(Lab.Domain, "M-1"))).Fence;
        for (var round = 0; round < 10; round++)
        {
            await GiveAsync(new ClusterCommand.Cordon("node-1", "M-1", fence));
            await GiveAsync(new ClusterCommand.AskReboot("node-1", "M-1", lab.TicketFor(await lab.NodeAsync())));
            await GiveAsync(new ClusterCommand.WithdrawReboot("node-1", "M-1"));
            await GiveAsync(new ClusterCommand.Uncordon("node-1", "M-1"));
        }

        // Somebody who writes without a pause can be quicker five times in a row; then the command is given again, as the machine does.
        async Task GiveAsync(ClusterCommand command)
        {
            while (await lab.DoAsync(command) is var outcome && outcome is not CommandOutcome.Done)
            {
                Assert.IsType<CommandOutcome.Unavailable>(outcome);
            }
        }

        await people;
        var annotations = (await lab.NodeAsync()).Metadata.Annotations;
        Assert.Equal(60, annotations.Count(a => a.Key.StartsWith("example.test/", StringComparison.Ordinal)));
        Assert.DoesNotContain(annotations.Keys, k => k.StartsWith("bakewindow.io/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_empty_dir_is_lost_only_when_policy_says_so()
    {
        await using var lab = await Lab.StartAsync();
        lab.Cluster.AddStatefulSet("tezos", "cache", Lab.Map("app", "cache"), pinnedTo: ["node-1"], life: new PodLife { HasEmptyDir = true });
        await lab.UntilAsync(lab.IsQuietAsync);
        await lab.BeginAsync();

        Assert.Contains("Policy:LoseEmptyDir", (await lab.DoAsync<CommandOutcome.Refused>(new ClusterCommand.EvictPods("node-1", "M-1", false))).Why);
        Assert.All(await lab.PodsAsync("node-1"), p => Assert.False(p.Terminating));
        await lab.DoAsync<CommandOutcome.Evicted>(new ClusterCommand.EvictPods("node-1", "M-1", true));
        Assert.Contains(await lab.PodsAsync("node-1"), p => p.Terminating);
    }

    [Fact]
    public async Task A_person_who_uncordons_stops_the_drain()
    {
        await using var lab = await Lab.StartAsync();
        await lab.BeginAsync();
        await lab.Admin.CoreV1.PatchNodeAsync(new V1Patch("""{"spec":{"unschedulable":null}}""", V1Patch.PatchType.MergePatch), "node-1");

        Assert.Contains("somebody uncordoned", (await lab.DoAsync<CommandOutcome.Refused>(new ClusterCommand.EvictPods("node-1", "M-1", false))).Why);
    }

    [Fact]
    public async Task A_node_that_is_gone_is_said_to_be()
    {
        await using var lab = await Lab.StartAsync();
        var fence = await lab.BeginAsync();
        await lab.Admin.CoreV1.DeleteNodeAsync("node-1");
        foreach (ClusterCommand command in new ClusterCommand[] { new ClusterCommand.Cordon("node-1", "M-1", fence), new ClusterCommand.Uncordon("node-1", "M-1"), new ClusterCommand.OpenFloor("node-1", "M-1", Baker),
            new ClusterCommand.EvictPods("node-1", "M-1", false), new ClusterCommand.WithdrawReboot("node-1", "M-1") })
        {
            await lab.DoAsync<CommandOutcome.NodeGone>(command);
        }
    }

    [Fact]
    public async Task A_right_that_was_not_granted_is_named()
    {
        await using var lab = await Lab.StartAsync(workloads: null, RbacRole.Maintain);
        var fence = (await lab.DoAsync<CommandOutcome.LeaseTaken>(new ClusterCommand.TakeLease(Lab.Domain, "M-1"))).Fence;

        Assert.Contains("bakewindow-maintain", (await lab.DoAsync<CommandOutcome.Refused>(new ClusterCommand.Cordon("node-1", "M-1", fence))).Why);
    }

    [Fact]
    public async Task A_server_that_is_away_is_unavailable_and_no_more()
    {
        await using var lab = await Lab.StartAsync();
        await lab.StopAsync();

        foreach (ClusterCommand command in new ClusterCommand[] { new ClusterCommand.TakeLease(Lab.Domain, "M-1"), new ClusterCommand.Cordon("node-1", "M-1", 1), new ClusterCommand.CloseFloor("M-1", Baker) })
        {
            Assert.Contains("no connection", (await lab.DoAsync<CommandOutcome.Unavailable>(command)).Why);
        }
    }

    private static Task<V1Pod> BarePodAsync(Lab lab, string name) => lab.Admin.CoreV1.CreateNamespacedPodAsync(
        new V1Pod
        {
            ApiVersion = "v1",
            Kind = "Pod",
            Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = "tezos" },
            Spec = new V1PodSpec { NodeName = "node-1", Containers = [new V1Container { Name = "c", Image = "registry.example.test/c:1" }] },
        },
        "tezos");
}
