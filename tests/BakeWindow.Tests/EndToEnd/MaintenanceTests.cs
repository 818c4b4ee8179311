using BakeWindow.Kubernetes;
using BakeWindow.Simulator;
using BakeWindow.Simulator.Scenarios;
using k8s;
using k8s.Models;

namespace BakeWindow.Tests.EndToEnd;

/// <summary>The main job with everything real but the world: processes, HTTP, SQLite on disk, signals. One at a time: the machine has few cores and the world runs fast.</summary>
[Collection("end to end")]
[CollectionDefinition("end to end", DisableParallelization = true)]
public sealed class MaintenanceTests
{
    private const double Speed = 12;

    [Fact]
    public async Task A_node_that_asks_for_a_reboot_is_held_while_a_right_is_near_then_taken_through_every_step()
    {
        await using var stage = await Stage.SetAsync(Speed, new SimOptions { Seed = 1 });
        await stage.StartWebAsync();
        stage.StartAgent("node-3");

        // kured's mark comes after a minute, three minutes before a block of the baker's own.
        await stage.UntilAsync(async () => (await stage.GetAsync("/api/v1/maintenances?state=open")).AsArray().Count == 1, "the mark is taken up");
        var id = (await stage.GetAsync("/api/v1/maintenances"))[0]!["id"]!.GetValue<string>();
        Assert.Equal("kured", (await stage.GetAsync($"/api/v1/maintenances/{id}"))["requestedBy"]!.GetValue<string>());
        var held = await stage.GetAsync("/api/v1/gate?node=node-3");
        Assert.Equal("baking-right-ahead", held["reason"]!.GetValue<string>());
        var block = held["right"]!["level"]!.GetValue<int>();

        using var client = KubernetesConnection.Open(stage.Kubeconfig, null);
        var budget = await client.PolicyV1.ReadNamespacedPodDisruptionBudgetAsync("bakewindow-alpha-baker", "tezos");
        Assert.Equal("0", budget.Spec.MaxUnavailable.Value);
        Assert.Null((await client.CoreV1.ReadNodeAsync("node-3")).Spec.Unschedulable);

        await stage.UntilAsync(async () => (await client.CoreV1.ReadNodeAsync("node-3")).Spec.Unschedulable == true, "the node is cordoned", 180);
        Assert.True(stage.Sim.Chain.Head.Level >= block + 2, "the node was cordoned before the block was settled");
        await stage.UntilAsync(async () => await stage.PhaseAsync(id) is "Completed" or "Failed" or "RolledBack", "it ends", 180);

        var done = await stage.GetAsync($"/api/v1/maintenances/{id}");
        Assert.Equal("Completed", done["phase"]!.GetValue<string>());
        Assert.True(done["receipt"]!["attested"]!.GetValue<bool>());
        Assert.Empty(done["receipt"]!["hardRightsInside"]!.AsArray());
        Assert.Equal(
            ["Requested", "Waiting", "Locking", "Cordoning", "Draining", "Rebooting", "Recovering", "Verifying", "Uncordoning", "Completed"],
            done["steps"]!.AsArray().Select(s => s!["phase"]!.GetValue<string>()).Where(p => p != "Deferred").Distinct());
        await AssertNothingIsLeftAsync(stage, client);
        Assert.Equal(0, stage.Sim.Chain.Attendance.Of(stage.Sim.Chain.Watched).BlocksMissed);
    }

    [Fact]
    public async Task Killed_at_every_journaled_step_nothing_is_left_behind_that_should_not_be()
    {
        // A small baker has hours between its blocks, so that every run finds its window at once.
        await using var stage = await Stage.SetAsync(Speed, new SimOptions { Seed = 3, Change = Quick });
        await stage.StartWebAsync(("BakeWindow__Policy__ApprovedUpToBudget", "0.2"), ("BakeWindow__Policy__ApprovedUpToBlocks", "0.1"));
        stage.StartAgent("node-3");
        using var client = KubernetesConnection.Open(stage.Kubeconfig, null);
        var ends = new List<string>();

        for (var row = 1; ; row++)
        {
            var id = await stage.RequestAsync("node-3", "15m");
            var phase = "";
            await stage.UntilAsync(async () => stage.JournalRows(id) >= row || (phase = await stage.PhaseAsync(id)) is "Completed" or "Failed" or "RolledBack", $"{id} comes to its row {row}", 180);
            if (stage.JournalRows(id) < row)
            {
                // The whole story has fewer rows than this: every one of them was a place to die.
                ends.Add($"{id} not killed: {phase}");
                Assert.True(row > 10, $"a maintenance has only {row} rows: {string.Join(", ", ends)}");
                break;
            }

            await stage.KillWebAsync();
            await stage.StartWebAsync(("BakeWindow__Policy__ApprovedUpToBudget", "0.2"), ("BakeWindow__Policy__ApprovedUpToBlocks", "0.1"));
            await stage.UntilAsync(async () => (await stage.GetAsync($"/api/v1/maintenances/{id}"))["ended"]!.GetValue<bool>(), $"{id}, killed at its row {row}, ends", 240);
            phase = await stage.PhaseAsync(id);
            ends.Add($"{id} killed at row {row}: {phase}");
            Assert.True(phase is "Completed" or "RolledBack", string.Join("\n", ends) + "\n" + await stage.GetAsync($"/api/v1/maintenances/{id}"));
            await AssertNothingIsLeftAsync(stage, client);
        }

        Assert.True(ends.Count(e => e.EndsWith("Completed", StringComparison.Ordinal)) > ends.Count / 2, string.Join("\n", ends));
        TestContext.Current.SendDiagnosticMessage(string.Join("\n", ends));
    }

    [Fact]
    public async Task Killed_in_an_exclusion_it_leaves_the_baker_protected_and_stopped_cleanly_too()
    {
        await using var stage = await Stage.SetAsync(Speed, new SimOptions { Seed = 3, Change = Quick });
        await stage.StartWebAsync();
        using var client = KubernetesConnection.Open(stage.Kubeconfig, null);
        await stage.UntilAsync(() => FloorsAsync(client, "1"), "the floors are open in a window");

        Assert.Equal(0, await stage.StopWebAsync());
        Assert.True(await FloorsAsync(client, "0"), "a clean stop left a floor open");

        // A freeze that lasts: nothing may be disturbed.
        await stage.StartWebAsync(("BakeWindow__Policy__Freezes__0__From", "2000-01-01T00:00:00Z"), ("BakeWindow__Policy__Freezes__0__To", "2100-01-01T00:00:00Z"), ("BakeWindow__Policy__Freezes__0__Reason", "a test"));
        await stage.UntilAsync(() => FloorsAsync(client, "0"), "the floors are closed in the freeze");
        await stage.KillWebAsync();

        var pod = (await client.CoreV1.ListNamespacedPodAsync("tezos", labelSelector: "app=alpha-baker")).Items.Single();
        var refused = await Assert.ThrowsAsync<k8s.Autorest.HttpOperationException>(() => client.CoreV1.CreateNamespacedPodEvictionAsync(
            new V1Eviction { Metadata = new V1ObjectMeta { Name = pod.Metadata.Name, NamespaceProperty = "tezos" } }, pod.Metadata.Name, "tezos"));
        Assert.Equal(System.Net.HttpStatusCode.TooManyRequests, refused.Response.StatusCode);
    }

    private static async Task<bool> FloorsAsync(k8s.Kubernetes client, string maxUnavailable) =>
        (await client.PolicyV1.ListPodDisruptionBudgetForAllNamespacesAsync()).Items is { Count: 2 } budgets && budgets.All(b => b.Spec.MaxUnavailable.Value == maxUnavailable);

    // Machines that boot in no time and nodes that are in sync at once: what is tested is what is left behind, as often as there are rows.
    internal static Scenario Quick(Scenario s)
    {
        var small = DefaultScenario.Make(3, s.Start, share: 0.0005);
        return small with { Events = [], SyncTime = TimeSpan.FromSeconds(10), Cluster = small.Cluster with { BootTime = TimeSpan.FromSeconds(15) } };
    }

    /// <summary>No cordon, no annotation and no lock of a maintenance is left.</summary>
    internal static async Task AssertNoMarkIsLeftAsync(k8s.Kubernetes client)
    {
        foreach (var node in (await client.CoreV1.ListNodeAsync()).Items)
        {
            Assert.NotEqual(true, node.Spec.Unschedulable);
            Assert.DoesNotContain(node.Metadata.Annotations?.Keys ?? [], k => k.StartsWith("bakewindow.io/", StringComparison.Ordinal));
        }

        var leases = await client.CoordinationV1.ListLeaseForAllNamespacesAsync();
        Assert.All(leases.Items.Where(l => l.Metadata is { NamespaceProperty: "bakewindow", Name: not "bakewindow-leader" }), l => Assert.True(string.IsNullOrEmpty(l.Spec.HolderIdentity), $"lease {l.Metadata.Name} is held by {l.Spec.HolderIdentity}"));
    }

    private static async Task AssertNothingIsLeftAsync(Stage stage, k8s.Kubernetes client)
    {
        await AssertNoMarkIsLeftAsync(client);
        var budgets = (await client.PolicyV1.ListPodDisruptionBudgetForAllNamespacesAsync()).Items;
        Assert.Equal(["bakewindow-alpha-baker", "bakewindow-alpha-node"], budgets.Select(b => b.Metadata.Name).Order(StringComparer.Ordinal));

        // Open exactly when the gate says so; the two are asked a moment apart, so they are asked until they agree.
        await stage.UntilAsync(async () =>
        {
            var open = (await stage.GetAsync("/api/v1/gate?node=node-3"))["allowed"]!.GetValue<bool>();
            return (await client.PolicyV1.ListPodDisruptionBudgetForAllNamespacesAsync()).Items.All(b => b.Spec.MaxUnavailable.Value == (open ? "1" : "0"));
        }, "the floors stand as the gate says");
    }
}
