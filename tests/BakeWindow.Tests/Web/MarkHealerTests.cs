using BakeWindow.Core.Healing;
using BakeWindow.Kubernetes.Healing;
using BakeWindow.Core.Tests.Maintenance;
using BakeWindow.Web.Access;
using BakeWindow.Web.Maintaining;
using k8s;
using Microsoft.Extensions.Logging.Abstractions;

namespace BakeWindow.Tests.Web;

/// <summary>What was left behind is taken off by the leader, and each act is told.</summary>
public sealed class MarkHealerTests
{
    [Fact]
    public async Task What_is_left_behind_is_taken_off_by_the_leader_and_stands_in_the_audit_and_as_an_Event()
    {
        await using var stage = await NeighbourStage.StartAsync();
        var left = await stage.Shop.RequestAsync(notBefore: Worlds.At(500));
        await stage.Shop.Desk.CancelAsync(left.Id, Caller.Inside("ak"), "not today", default);
        await stage.Lab.BeginAsync(left.Id);
        using var rivals = new Rivals(stage.Lab);
        using var events = EventTellerTests.Teller(stage, rivals.Ours);
        using var healer = new MarkHealer(
            new Healer(stage.Lab.Client, stage.Lab.Settings, stage.Lab.Clock), stage.Shop.Journal, stage.Shop.Audit, events, rivals.Ours, stage.Shop.Clock, NullLogger<MarkHealer>.Instance);

        await rivals.TheyLeadAsync();
        Assert.Empty(await healer.HealAsync(default));
        Assert.NotNull(await stage.Lab.MarkAsync());

        await rivals.WeLeadAsync();
        // A mark without an installation's name might be another's; it is seen for a while first.
        Assert.Empty(await healer.HealAsync(default));
        stage.Lab.Clock.Advance(Judgement.Grace);
        await rivals.Ours.TryAsync(default);
        await Assert.ThrowsAsync<NotAllowedException>(() => healer.RestoreAsync("node-1", Caller.Person("bo", Role.Viewer, null), default));
        Assert.Empty((await healer.RestoreAsync("node-2", Caller.Inside("ak"), default))!);
        Assert.NotNull(await stage.Lab.MarkAsync());
        Assert.Equal("nothing was left behind", (await stage.Shop.Audit.ListAsync(1, default))[0].Note.Detail);
        var healed = await healer.HealAsync(default);

        Assert.Equal([typeof(Residue.OnNode), typeof(Residue.OfLock)], healed.Select(r => r.GetType()));
        Assert.Null(await stage.Lab.MarkAsync());
        var rows = (await stage.Shop.Audit.ListAsync(10, default)).Where(a => a.Note.Kind == "healed").ToList();
        Assert.Equal(["lock of cluster", "node-1"], rows.Select(a => a.Note.Subject));
        Assert.All(rows, r => Assert.Contains($"{left.Id} is Cancelled", r.Note.Detail, StringComparison.Ordinal));
        await events.TellAllAsync(default);
        var told = Assert.Single((await stage.Lab.Admin.CoreV1.ListNamespacedEventAsync("default")).Items, e => e.Reason == "BakeWindowHealed");
        Assert.Equal(("Warning", "node-1"), (told.Type, told.InvolvedObject.Name));
    }
}
