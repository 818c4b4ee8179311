using BakeWindow.Core.Owning;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Rbac;

namespace BakeWindow.Kubernetes.Dialects.Tuppr;

/// <summary>
/// tuppr, upgrades of Talos and Kubernetes (home-operations/tuppr). Its upgrades bear a suspend annotation while any node with a protected workload is held: they are about the whole cluster, and
/// choose the node themselves. A node that is being upgraded is upgraded to its end. A health check on the NodeGate resource is asked anew before every node, and is the better way.
/// </summary>
public sealed class TupprDialect : IDialect
{
    /// <summary>The annotation that suspends an upgrade.</summary>
    public const string Suspend = "tuppr.home-operations.com/suspend";

    private const string Group = "tuppr.home-operations.com";

    private static readonly RbacRole Role = new("tuppr", RbacScope.Everywhere, true, "to suspend upgrades of tuppr while a baker's node is held; they have no namespace");

    private static readonly ResourceType[] Upgrades = [new(Group, "v1alpha1", "talosupgrades"), new(Group, "v1alpha1", "kubernetesupgrades")];

    /// <inheritdoc/>
    public string Name => "tuppr";

    /// <inheritdoc/>
    public IReadOnlyList<Permission> Permissions { get; } =
    [
        .. Upgrades.SelectMany(u => new Permission[]
        {
            new(Role, u.Group, u.Plural, "list", "which upgrades there are, and whether they ask the gate themselves"),
            new(Role, u.Group, u.Plural, "get", "what it says now, after somebody else changed it meanwhile"),
            new(Role, u.Group, u.Plural, "patch", "suspend it for a while, with what was there remembered beside it"),
        }),
    ];

    /// <inheritdoc/>
    public async Task<DialectSight> DetectAsync(DialectReading reading, CancellationToken ct)
    {
        var found = new List<ClusterObject>();
        var present = false;
        foreach (var type in Upgrades)
        {
            var all = await reading.Api.ListAsync(Permissions.First(p => p.Resource == type.Plural && p.Verb == "list"), type, null, null, ct);
            present |= all is not null;
            found.AddRange((all ?? []).Select(u => new ClusterObject(type, u)));
        }

        return !present ? DialectSight.Absent : new DialectSight
        {
            Present = true,
            Configuration = found.Count == 0 ? "no upgrade" : string.Join("; ", found.Select(u => $"{u.Ref}: {u.Json.Text("status", "phase") ?? "not begun"}")),
            Notes = [.. found.Where(u => !AsksGate(u)).Select(u => new DialectNote("health-check-missing", true,
                $"{u.Ref} does not ask before each node: between two looks of BakeWindow it may begin with a node that has just been closed.",
                "spec.healthChecks:\n  - apiVersion: bakewindow.io/v1\n    kind: NodeGate\n    expr: status.allowed == true\n    timeout: 24h"))],
            Objects = found,
        };
    }

    /// <inheritdoc/>
    public IReadOnlyList<DialectWrite> Show(DialectSight sight, DialectScene scene) =>
        !scene.Held.Any(g => g.Workloads.Count > 0) ? [] : [.. sight.Objects.Select(u => new DialectWrite(u.Ref, [OwnedField.Annotation(Suspend, "true")]))];

    private static bool AsksGate(ClusterObject upgrade) =>
        upgrade.Json.Items("spec", "healthChecks").Any(c => c.Text("kind") == "NodeGate");
}
