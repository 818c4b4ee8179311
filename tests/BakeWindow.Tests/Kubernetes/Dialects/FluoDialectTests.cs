using BakeWindow.Core.Chain;
using BakeWindow.Core.Gate;
using BakeWindow.Kubernetes.Dialects;
using BakeWindow.Kubernetes.Dialects.Fluo;
using k8s;
using k8s.Models;

namespace BakeWindow.Tests.Kubernetes.Dialects;

/// <summary>What is read of Flatcar's update operator, and the marks that it heeds.</summary>
public sealed class FluoDialectTests
{
    private const string Prefix = "flatcar-linux-update.v1.flatcar-linux.net/";

    [Fact]
    public async Task A_held_node_is_paused_and_given_back_as_it_was()
    {
        await using var stage = await DialectStage.StartAsync(new FluoDialect());
        await stage.AnnotateAsync("node-1", Prefix + "reboot-paused", "false");
        var before = await stage.PictureAsync();
        await stage.SyncAsync(closed: true);
        Assert.Equal("true", await stage.AnnotationAsync("node-1", Prefix + "reboot-paused"));
        Assert.Null(await stage.AnnotationAsync("node-2", Prefix + "reboot-paused"));
        await stage.SyncAsync(closed: false);
        Assert.Equal(before, await stage.PictureAsync());
        stage.AssertUsed(new FluoDialect());
    }

    [Fact]
    public async Task A_pause_of_the_administrators_own_stays()
    {
        await using var stage = await DialectStage.StartAsync(new FluoDialect());
        await stage.AnnotateAsync("node-1", Prefix + "reboot-paused", "true");
        await stage.SyncAsync(closed: true);
        await stage.SyncAsync(closed: false);
        Assert.Equal("true", await stage.AnnotationAsync("node-1", Prefix + "reboot-paused"));
    }

    [Fact]
    public async Task A_node_that_BakeWindow_has_drained_for_it_is_not_paused()
    {
        await using var stage = await DialectStage.StartAsync(new FluoDialect());
        await stage.SyncAsync(await stage.WorkingAsync(awaitsReboot: false));
        Assert.Equal("true", await stage.AnnotationAsync("node-1", Prefix + "reboot-paused"));
        await stage.SyncAsync(await stage.WorkingAsync(awaitsReboot: true));
        Assert.Null(await stage.AnnotationAsync("node-1", Prefix + "reboot-paused"));
    }

    [Fact]
    public async Task After_its_reboot_it_is_told_that_the_baker_is_healthy_once_that_attests_again()
    {
        await using var stage = await DialectStage.StartAsync(new FluoDialect());
        await stage.ChangeAsync(BakeWindow.Kubernetes.Api.ResourceType.Nodes, null, "node-2", """{"metadata":{"labels":{"flatcar-linux-update.v1.flatcar-linux.net/after-reboot":"true"}}}""");
        var world = await stage.WorldAsync(closed: false);

        await stage.SyncAsync(world);
        Assert.Null(await stage.AnnotationAsync("node-2", "bakewindow.io/baker-healthy"));
        await stage.SyncAsync(Attested(world, 98) with { Active = [new ActiveMaintenance("M-1", "node-2", "cluster", [])] });
        Assert.Null(await stage.AnnotationAsync("node-2", "bakewindow.io/baker-healthy"));
        await stage.SyncAsync(Attested(world, 98));
        Assert.Equal("true", await stage.AnnotationAsync("node-2", "bakewindow.io/baker-healthy"));
        // It takes the label off when it has seen it.
        await stage.ChangeAsync(BakeWindow.Kubernetes.Api.ResourceType.Nodes, null, "node-2", """{"metadata":{"labels":{"flatcar-linux-update.v1.flatcar-linux.net/after-reboot":null}}}""");
        await stage.SyncAsync(Attested(world, 98));
        Assert.Null(await stage.AnnotationAsync("node-2", "bakewindow.io/baker-healthy"));
    }

    [Theory]
    [InlineData(new string[0], "drain-errors-ignored next-node-too-soon", true)]
    [InlineData(new[] { "-before-reboot-annotations=a,bakewindow.io/window-open", "-after-reboot-annotations=bakewindow.io/baker-healthy" }, "drain-errors-ignored", false)]
    [InlineData(new[] { "--before-reboot-annotations", "bakewindow.io/window-open", "--reboot-window-start=Thu 23:00" }, "drain-errors-ignored next-node-too-soon window-checked-once", false)]
    public async Task The_operators_flags_are_read_and_what_is_missing_is_said(string[] args, string codes, bool serious)
    {
        await using var stage = await DialectStage.StartAsync(new FluoDialect());
        await stage.Lab.Admin.AppsV1.CreateNamespacedDeploymentAsync(
            new V1Deployment
            {
                ApiVersion = "apps/v1",
                Kind = "Deployment",
                Metadata = new V1ObjectMeta { Name = "flatcar-linux-update-operator", NamespaceProperty = "kube-system" },
                Spec = new V1DeploymentSpec
                {
                    Replicas = 0,
                    Selector = new V1LabelSelector { MatchLabels = Lab.Map("app", "operator") },
                    Template = Neighbourhood.Pod("operator", "ghcr.io/flatcar/flatcar-linux-update-operator:v0.10.0", args),
                },
            },
            "kube-system");
        var report = Assert.Single(await stage.SyncAsync(closed: false));
        Assert.Equal("0.10.0", report.Sight!.Version);
        report.AssertNotes(codes.Split(' '));
        Assert.Equal(serious, report.Sight.Notes.Single(n => n.Code == "drain-errors-ignored").Serious);
    }

    [Fact]
    public async Task A_node_that_it_has_told_to_reboot_is_named_as_too_late()
    {
        await using var stage = await DialectStage.StartAsync(new FluoDialect());
        await stage.AnnotateAsync("node-1", Prefix + "reboot-ok", "true");
        Assert.Contains(Assert.Single(await stage.SyncAsync(closed: true)).Sight!.Notes, n => n is { Code: "reboot-granted", Serious: true });
    }

    private static World Attested(World world, int level) => world with { Bakers = [.. world.Bakers.Select(b => b with { LastAttested = new Level(level) })] };
}
