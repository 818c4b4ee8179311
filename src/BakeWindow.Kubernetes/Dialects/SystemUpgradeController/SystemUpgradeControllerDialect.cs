using System.Text.Json.Nodes;
using BakeWindow.Core.Owning;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Rbac;

namespace BakeWindow.Kubernetes.Dialects.SystemUpgradeController;

/// <summary>
/// Rancher's system-upgrade-controller. A plan takes nodes whose label <c>plan.upgrade.cattle.io/PLAN</c> is neither <c>disabled</c> nor the hash of what they have already; so a held node says
/// <c>disabled</c>, and the hash that was there comes back afterwards. A node that a plan works on already is not taken from it.
/// </summary>
public sealed class SystemUpgradeControllerDialect : IDialect
{
    /// <summary>What the label of a plan begins with.</summary>
    public const string Prefix = "plan.upgrade.cattle.io/";

    private static readonly ResourceType Plans = new("upgrade.cattle.io", "v1", "plans");

    private static readonly Permission ListPlans = new(
        new RbacRole("system-upgrade-controller", RbacScope.Everywhere, true, "to see the plans of system-upgrade-controller; they may be in any namespace"),
        "upgrade.cattle.io", "plans", "list", "which plans there are, on which nodes they work, and what would go past the floor");

    /// <inheritdoc/>
    public string Name => "system-upgrade-controller";

    /// <inheritdoc/>
    public IReadOnlyList<Permission> Permissions { get; } = [ListPlans];

    /// <inheritdoc/>
    public async Task<DialectSight> DetectAsync(DialectReading reading, CancellationToken ct)
    {
        if (await reading.Api.ListAsync(ListPlans, Plans, null, null, ct) is not { } plans)
        {
            return DialectSight.Absent;
        }

        return new DialectSight
        {
            Present = true,
            Configuration = plans.Count == 0 ? "no plan" : string.Join("; ", plans.Select(p => $"{NameOf(p)}: concurrency {p.At("spec", "concurrency")?.ToString() ?? "unset"}{(Applying(p) is { Count: > 0 } a ? $", works on {string.Join(", ", a)}" : "")}")),
            Notes = [.. plans.SelectMany(PlanNotes.Of)],
            Objects = [.. plans.Select(p => new ClusterObject(Plans, p))],
        };
    }

    /// <inheritdoc/>
    public IReadOnlyList<DialectWrite> Show(DialectSight sight, DialectScene scene) =>
    [
        .. scene.Held
            .Select(g => DialectWrite.OnNode(g.Node, [.. sight.Objects.Select(o => o.Json).Where(p => !Applying(p).Contains(g.Node)).Select(p => Prefix + NameOf(p)).Distinct(StringComparer.Ordinal).Select(l => OwnedField.Label(l, "disabled"))]))
            .Where(w => w.Fields.Count > 0),
    ];

    // By the nodes' hostname label, which is the name in all but odd clusters.
    private static HashSet<string> Applying(JsonObject plan) => [.. plan.Items("status", "applying").Select(n => n.Text() ?? "")];

    private static string NameOf(JsonObject plan) => plan.Text("metadata", "name") ?? "";
}
