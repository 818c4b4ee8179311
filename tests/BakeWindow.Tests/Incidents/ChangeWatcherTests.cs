using BakeWindow.Core.Alerting;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Disruptions;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Incidents;
using BakeWindow.Core.Tests.Maintenance;
using BakeWindow.Tests.Web;
using BakeWindow.Web.Alerting;
using BakeWindow.Web.Maintaining;
using BakeWindow.Web.Recording;
using Microsoft.Extensions.Logging.Abstractions;

namespace BakeWindow.Tests.Incidents;

/// <summary>What changes on the board becomes evidence, once, with the gate's answer where a pod is taken away; and who asked for it.</summary>
public sealed class ChangeWatcherTests : IAsyncLifetime
{
    private static readonly PodView Pod = new() { Name = new PodName("tezos", "baker-0"), Uid = "1", Node = "node-1", Phase = "Running", Ready = true, Labels = new Dictionary<string, string> { ["app"] = "baker" } };

    private Workshop shop = null!;
    private EvidenceLog log = null!;
    private AlertBook book = null!;
    private ChangeWatcher watcher = null!;

    public async ValueTask InitializeAsync()
    {
        shop = await Workshop.OpenAsync(100);
        log = new EvidenceLog(shop.Database.Evidence, shop.Clock, NullLogger<EvidenceLog>.Instance);
        book = new AlertBook(shop.Clock, NullLogger<AlertBook>.Instance);
        watcher = new ChangeWatcher(shop.Board, book, log, Leadership.Alone, shop.Clock);
        See(100, Pod);
        await watcher.StartAsync(default);
    }

    public async ValueTask DisposeAsync()
    {
        await watcher.StopAsync(default);
        log.Dispose();
        await shop.DisposeAsync();
    }

    [Fact]
    public async Task A_pod_that_is_told_to_end_is_told_with_the_gate_s_answer_when_that_was_no()
    {
        // The right of level 103 is too near for the usual outage.
        See(100, Pod with { Terminating = true }, right: 103);
        See(101, Pod with { Terminating = true }, right: 103);
        Assert.Equal(["pod-terminating", "gate-closed-for-pod"], await CodesAsync());
        Assert.Contains("baking-right-ahead", (await SeenAsync())[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_an_open_gate_or_by_a_maintenance_of_ours_nothing_is_wrong_with_it()
    {
        See(101, Pod with { Terminating = true });
        Assert.Equal(["pod-terminating"], await CodesAsync());

        See(102, Pod, right: 104);
        shop.Board.Update(w => w with { Active = [new ActiveMaintenance("M-1", "node-1", "all", [Worlds.Baker], Evicting: true)] });
        See(102, Pod with { Terminating = true }, right: 104);
        Assert.DoesNotContain("gate-closed-for-pod", await CodesAsync());
    }

    [Fact]
    public async Task Alarms_stand_on_the_line_and_tests_do_not()
    {
        var alert = new Alert { Id = "at-risk/alpha", Kind = AlertKind.AtRisk, Severity = AlertSeverity.Critical, Title = "down", Since = Worlds.Start };
        book.Raise(alert);
        book.Raise(alert with { Id = "test/x", Kind = AlertKind.Test });
        book.End(alert.Id);
        Assert.Equal(["alarm-began", "alarm-ended"], await CodesAsync());
    }

    [Fact]
    public void Who_asked_for_what_and_what_he_was_told_is_evidence_for_protected_pods_only()
    {
        var world = shop.Board.Now;
        var asked = new DisruptionRequest { Kind = DisruptionKind.Evict, Namespace = "tezos", Name = "baker-0", User = "ann\nroot" };
        var told = ChangeWatcher.Of(asked, new DisruptionAnswer.Refuse("not now") { Reason = "baking-right-ahead" }, world, Worlds.Start)!;
        Assert.Equal(("evict-refused", "tezos/baker-0", "webhook: ann root", EvidenceLane.Neighbours), (told.Code, told.Subject, told.Source, told.Lane));
        Assert.Equal("ann root asked for the eviction of tezos/baker-0, and was refused: not now", told.Text);
        Assert.Equal("delete-let-through", ChangeWatcher.Of(asked with { Kind = DisruptionKind.Delete }, new DisruptionAnswer.LetThrough { Reason = "window-open" }, world, Worlds.Start)!.Code);
        Assert.Null(ChangeWatcher.Of(asked with { Name = "other-0" }, new DisruptionAnswer.LetThrough { Reason = "not-protected" }, world, Worlds.Start));
        Assert.Null(ChangeWatcher.Of(asked with { DryRun = true }, new DisruptionAnswer.LetThrough { Reason = "x" }, world, Worlds.Start));
    }

    private void See(int level, PodView pod, int right = 1_000)
    {
        shop.Clock.SetUtcNow(Worlds.At(level));
        var node = new NodeView { Name = "node-1", Uid = "1", Unschedulable = false, Ready = true, BootId = "1" };
        var view = new ClusterView { Nodes = new Dictionary<string, NodeView> { ["node-1"] = node }, Pods = [pod], SeenAt = Worlds.At(level), Connected = true };
        shop.Board.Update(w => Worlds.World(level, Worlds.Rights(right, right + 4_000), view) with { Active = w.Active });
    }

    private async Task<IReadOnlyList<Evidence>> SeenAsync()
    {
        await log.KeepAsync(default);
        return await shop.Database.Evidence.BetweenAsync(Worlds.Start, Worlds.Start.AddDays(1), 100, default);
    }

    private async Task<IEnumerable<string>> CodesAsync() => (await SeenAsync()).Select(e => e.Code);
}
