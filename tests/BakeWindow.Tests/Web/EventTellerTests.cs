using BakeWindow.Core.Maintenance;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Telling;
using BakeWindow.Tests.Kubernetes;
using BakeWindow.Web.Maintaining;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;

namespace BakeWindow.Tests.Web;

/// <summary>What <c>kubectl get events</c> and <c>kubectl describe</c> show of a maintenance.</summary>
public sealed class EventTellerTests : IAsyncLifetime
{
    private NeighbourStage stage = null!;

    public async ValueTask InitializeAsync() => stage = await NeighbourStage.StartAsync();

    public ValueTask DisposeAsync() => stage.DisposeAsync();

    /// <summary>One that tells the stage's cluster.</summary>
    internal static EventTeller Teller(NeighbourStage stage, Leadership leadership) => new(
        stage.Shop.Board, stage.Shop.Runner, new ClusterEvents(new ObjectApi(stage.Lab.Client, TimeProvider.System), TimeProvider.System), leadership, NullLogger<EventTeller>.Instance);

    [Fact]
    public async Task Each_step_is_an_Event_on_the_node_and_what_concerns_the_pods_on_them_too()
    {
        using var teller = Teller(stage, Leadership.Alone);
        stage.Shop.Runner.Changed += teller.Take;
        var asked = await stage.Shop.RequestAsync();
        await stage.Shop.FinishAsync(asked.Id, 101);
        await teller.TellAllAsync(default);

        var node = await EventsAsync("default");
        Assert.All(node, e => Assert.Equal(("Node", "node-1", "Normal"), (e.InvolvedObject.Kind, e.InvolvedObject.Name, e.Type)));
        Assert.All(node, e => Assert.StartsWith($"{asked.Id}: ", e.Message, StringComparison.Ordinal));
        Assert.Equal(
            ["BakeWindowLocked", "BakeWindowCordoned", "BakeWindowDrained", "BakeWindowRebooted", "BakeWindowPodsReady", "BakeWindowCompleted"],
            node.Select(e => e.Reason).Where(r => r is not "BakeWindowPlanned"));
        Assert.Equal(["BakeWindowCordoned", "BakeWindowPodsReady"], (await EventsAsync("tezos")).Select(e => e.Reason));
    }

    [Fact]
    public async Task A_replica_that_does_not_lead_tells_nothing()
    {
        using var rivals = new Rivals(stage.Lab);
        await rivals.TheyLeadAsync();
        using var teller = Teller(stage, rivals.Ours);
        stage.Shop.Runner.Changed += teller.Take;
        await stage.Shop.FinishAsync((await stage.Shop.RequestAsync()).Id, 101);
        stage.Lab.Wire.Requests.Clear();

        await teller.TellAllAsync(default);
        Assert.Empty(stage.Lab.Wire.Requests);
    }

    [Fact]
    public async Task An_API_server_that_takes_no_Events_keeps_nothing_from_going_on_and_too_many_are_dropped()
    {
        using var teller = Teller(stage, Leadership.Alone);
        stage.Shop.Runner.Changed += teller.Take;
        stage.Lab.Wire.Fate = r => r.RequestUri!.AbsolutePath.Contains("/events", StringComparison.Ordinal) ? Mishap.Broken : Mishap.None;
        for (var i = 0; i < 10_000; i++)
        {
            teller.Tell(new Announcement("Node", null, "node-1", "u", "Busy", $"{i}", false));
        }

        var asked = await stage.Shop.RequestAsync();
        Assert.IsType<Phase.Completed>((await stage.Shop.FinishAsync(asked.Id, 101)).Phase);
        stage.Lab.Wire.Requests.Clear();
        await teller.TellAllAsync(default);
        Assert.InRange(stage.Lab.Wire.Writes, 1, 200);
    }

    // BakeWindow's, in the order in which they were written.
    private async Task<List<Corev1Event>> EventsAsync(string ns) =>
        [.. (await stage.Lab.Admin.CoreV1.ListNamespacedEventAsync(ns)).Items.Where(e => e.Source?.Component == "bakewindow").OrderBy(e => long.Parse(e.Metadata.ResourceVersion, System.Globalization.CultureInfo.InvariantCulture))];
}
