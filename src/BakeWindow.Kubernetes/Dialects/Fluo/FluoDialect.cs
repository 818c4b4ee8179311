using BakeWindow.Core.Cluster;
using System.Globalization;
using System.Text.Json.Nodes;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Owning;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Marks;
using BakeWindow.Kubernetes.Rbac;

namespace BakeWindow.Kubernetes.Dialects.Fluo;

/// <summary>
/// Flatcar's update operator (flatcar/flatcar-linux-update-operator). A held node bears <c>reboot-paused</c>, which its operator heeds until it has said <c>reboot-ok</c>, also for a node that it
/// has chosen already. Before a reboot it waits for <see cref="Mark.WindowOpen"/>, which the executor sets; after one for <see cref="BakerHealthy"/>, which is set here once the bakers
/// attest again. Its agent drops drain errors: nothing but these annotations holds it.
/// </summary>
public sealed class FluoDialect : IDialect
{
    /// <summary>On a node that FLUO has rebooted, once the bakers are back: for <c>--after-reboot-annotations</c>.</summary>
    public const string BakerHealthy = "bakewindow.io/baker-healthy";

    /// <summary>What all marks of FLUO begin with.</summary>
    public const string Prefix = "flatcar-linux-update.v1.flatcar-linux.net/";

    /// <summary>On a node that must not be chosen.</summary>
    public const string Paused = Prefix + "reboot-paused";

    private static readonly string[] Maps = ["annotations", "labels"];
    private static readonly string[] Shown = [FluoNotes.Before, FluoNotes.After, "reboot-window-start", "reboot-window-length"];

    private const string AfterReboot = Prefix + "after-reboot";

    private static readonly RbacRole Role = new("fluo", RbacScope.Everywhere, true, "to see how Flatcar's update operator is configured; it may be in any namespace");

    private static readonly Permission ListDeployments = new(Role, "apps", "deployments", "list", "the operator's flags");

    /// <inheritdoc/>
    public string Name => "fluo";

    /// <inheritdoc/>
    public IReadOnlyList<Permission> Permissions { get; } = [ListDeployments];

    /// <inheritdoc/>
    public async Task<DialectSight> DetectAsync(DialectReading reading, CancellationToken ct)
    {
        var operators = (await reading.Api.ListAsync(ListDeployments, ResourceType.Deployments, null, null, ct) ?? [])
            .Select(d => ContainerReading.Of(d, "flatcar-linux-update-operator")).OfType<ContainerReading>().ToList();
        var nodes = (await reading.Api.ListAsync(Rbac.Permissions.ListNodes, ResourceType.Nodes, null, null, ct) ?? []).Where(IsMarked).ToList();
        return operators.Count == 0 && nodes.Count == 0 ? DialectSight.Absent : new DialectSight
        {
            Present = true,
            Version = operators.Select(o => o.Version).FirstOrDefault(),
            Configuration = operators.Count == 0 ? "the operator is not to be seen; its agents have marked nodes"
                : string.Join(' ', Shown.Where(f => operators[0].Flag(f) is not null).Select(f => $"{f}={operators[0].Flag(f)}")),
            Notes = [.. FluoNotes.Of(operators.FirstOrDefault()), .. nodes.Where(n => n.Annotation(Prefix + "reboot-ok") == "true").Select(n => FluoNotes.TooLate(n.Text("metadata", "name") ?? ""))],
            Objects = [.. nodes.Select(n => new ClusterObject(ResourceType.Nodes, n))],
        };
    }

    /// <inheritdoc/>
    public IReadOnlyList<DialectWrite> Show(DialectSight sight, DialectScene scene) =>
    [
        .. scene.HeldFromReboot.Select(g => DialectWrite.OnNode(g.Node, OwnedField.Annotation(Paused, "true"))),
        .. sight.Objects.Where(o => o.Json.Label(AfterReboot) == "true" && IsBack(o, scene)).Select(o => DialectWrite.OnNode(o.Ref.Name, OwnedField.Annotation(BakerHealthy, "true"))),
    ];

    // While a maintenance of ours is at work on it, its own proof comes first.
    private static bool IsBack(ClusterObject node, DialectScene scene) =>
        ReadySince(node.Json) is { } since && !scene.World.Active.Any(a => a.Node == node.Ref.Name) && BakersBack.Since(scene.World, since);

    private static DateTimeOffset? ReadySince(JsonObject node) =>
        node.Items("status", "conditions").FirstOrDefault(c => c.Text("type") == "Ready" && c.Text("status") == "True") is { } ready
        && DateTimeOffset.TryParse(ready.Text("lastTransitionTime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since) ? since : null;

    private static bool IsMarked(JsonObject node) => Maps.Any(m => (node.At("metadata", m) as JsonObject ?? []).Any(a => a.Key.StartsWith(Prefix, StringComparison.Ordinal) && a.Key != Paused));
}
