using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Tests.Maintenance;
using BakeWindow.Web.Maintaining;
using k8s;
using Microsoft.Extensions.Logging.Abstractions;

namespace BakeWindow.Tests.Web;

/// <summary>A floor that has no moment to open is told of, and stays closed.</summary>
public sealed class FloorAlarmTests : IAsyncLifetime
{
    private static readonly Policy Frozen = new() { ApprovedUpToBudget = 0.05, MaxHold = TimeSpan.FromMinutes(5), Freezes = [new Core.Time.FreezePeriod(new(Worlds.Start, Worlds.Start.AddDays(1)), "launch", "ak")] };

    private NeighbourStage stage = null!;
    private Rivals rivals = null!;
    private EventTeller events = null!;
    private FloorAlarm alarm = null!;

    public async ValueTask InitializeAsync()
    {
        stage = await NeighbourStage.StartAsync();
        rivals = new Rivals(stage.Lab);
        events = EventTellerTests.Teller(stage, rivals.Ours);
        alarm = new FloorAlarm(stage.Shop.Board, stage.Shop.Runner, events, rivals.Ours, stage.Shop.Clock, NullLogger<FloorAlarm>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        alarm.Dispose();
        events.Dispose();
        rivals.Dispose();
        await stage.DisposeAsync();
    }

    [Fact]
    public async Task Held_for_longer_than_policy_says_is_a_warning_on_its_pods_once_and_only_by_the_leader()
    {
        await rivals.TheyLeadAsync();
        await LookAtAsync(100);
        Assert.False(Hold.Overheld);
        await LookAtAsync(160);
        Assert.True(Hold.Overheld);
        Assert.Empty(await WarningsAsync());

        await rivals.WeLeadAsync();
        await LookAtAsync(161);
        await LookAtAsync(162);

        var (pod, count, message) = Assert.Single(await WarningsAsync());
        Assert.Equal(("baker-0", 1), (pod, count));
        Assert.Contains("no moment to open for longer than 5 min", message, StringComparison.Ordinal);
    }

    private FloorHold Hold => FloorHolds.Of(stage.Shop.Board.Now, stage.Lab.Baker.Name, stage.Shop.Clock.GetUtcNow());

    private async Task LookAtAsync(int level)
    {
        var since = stage.Shop.Board.Now.HeldSince;
        stage.Shop.Reach(level, policy: Frozen);
        await stage.SeeClusterAsync();
        stage.Shop.Board.Update(w => w with { HeldSince = since });
        alarm.Look();
    }

    private async Task<List<(string Pod, int? Count, string Message)>> WarningsAsync()
    {
        await events.TellAllAsync(default);
        return [.. (await stage.Lab.Admin.CoreV1.ListNamespacedEventAsync("tezos")).Items
            .Where(e => e is { Type: "Warning", Reason: "BakeWindowFloorOverheld", InvolvedObject.Kind: "Pod" })
            .Select(e => (e.InvolvedObject.Name, e.Count, e.Message))];
    }
}
