using BakeWindow.Core.Owning;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Rbac;

namespace BakeWindow.Kubernetes.Dialects.NvidiaMaintenance;

/// <summary>
/// NVIDIA's maintenance-operator (Mellanox/maintenance-operator). It begins with no further node while <c>spec.maxUnavailable</c> of its configuration would be exceeded. There is no way to hold
/// one node, so while any node with a protected workload is held, the whole cluster's maintenance waits; what has begun goes on.
/// </summary>
public sealed class NvidiaMaintenanceDialect : IDialect
{
    private const string Group = "maintenance.nvidia.com";
    private const string Config = "default";

    private static readonly ResourceType Configs = new(Group, "v1alpha1", "maintenanceoperatorconfigs");
    private static readonly FieldPath MaxUnavailable = FieldPath.Of("spec", "maxUnavailable");

    private static readonly RbacRole Role = new("nvidia-maintenance", RbacScope.Everywhere, true, "to hold NVIDIA's maintenance-operator while a baker's node is held; its configuration may be in any namespace");

    private static readonly Permission ListConfigs = new(Role, Group, "maintenanceoperatorconfigs", "list", "where the operator's configuration is, and what it says");

    /// <inheritdoc/>
    public string Name => "nvidia-maintenance";

    /// <inheritdoc/>
    public IReadOnlyList<Permission> Permissions { get; } =
    [
        ListConfigs,
        new(Role, Group, "maintenanceoperatorconfigs", "get", "what it says now, after somebody else changed it meanwhile") { Names = [Config] },
        new(Role, Group, "maintenanceoperatorconfigs", "patch", "set maxUnavailable to 0 for a while, with the former value remembered beside it") { Names = [Config] },
    ];

    /// <inheritdoc/>
    public async Task<DialectSight> DetectAsync(DialectReading reading, CancellationToken ct)
    {
        if (await reading.Api.ListAsync(ListConfigs, Configs, null, null, ct) is not { } all)
        {
            return DialectSight.Absent;
        }

        // The operator reads the one of this name only.
        List<ClusterObject> read = [.. all.Select(c => new ClusterObject(Configs, c)).Where(c => c.Ref.Name == Config)];
        return new DialectSight
        {
            Present = true,
            Configuration = read.Count == 0 ? null : string.Join("; ", read.Select(c => $"{c.Ref.Namespace}: maxUnavailable {c.Json.At("spec", "maxUnavailable")?.ToJsonString() ?? "unset"}")),
            Notes =
            [
                read.Count == 0
                    ? new DialectNote("no-configuration", true, "There is no MaintenanceOperatorConfig \"default\", so there is nothing to hold the operator by.", "make one: apiVersion maintenance.nvidia.com/v1alpha1, kind MaintenanceOperatorConfig, name default, in the operator's namespace, spec: {}")
                    : new DialectNote("whole-cluster", false, "While a node with a protected workload is held, the operator begins no maintenance on any node of the cluster. A node that has begun goes on.", "keep bakers and GPU nodes in clusters of their own if that is too much, or leave this dialect off: the floor still holds the drain"),
            ],
            Objects = read,
        };
    }

    /// <inheritdoc/>
    public IReadOnlyList<DialectWrite> Show(DialectSight sight, DialectScene scene) =>
        !scene.Held.Any(g => g.Workloads.Count > 0) ? [] : [.. sight.Objects.Select(c => new DialectWrite(c.Ref, [new OwnedField.Value(MaxUnavailable, 0)]))];
}
