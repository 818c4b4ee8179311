using BakeWindow.Core.Owning;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Rbac;

namespace BakeWindow.Kubernetes.Dialects.ClusterAutoscaler;

/// <summary>
/// cluster-autoscaler: a node that it may not scale down bears <c>scale-down-disabled</c>, a pod that it may not evict bears <c>safe-to-evict: "false"</c>
/// (kubernetes/autoscaler, cluster-autoscaler/FAQ.md). It looks at both before each scale-down, so they can come and go with the exclusion.
/// </summary>
public sealed class ClusterAutoscalerDialect : IDialect
{
    /// <summary>On a node.</summary>
    public const string ScaleDownDisabled = "cluster-autoscaler.kubernetes.io/scale-down-disabled";

    /// <summary>On a pod.</summary>
    public const string SafeToEvict = "cluster-autoscaler.kubernetes.io/safe-to-evict";

    private const string Status = "cluster-autoscaler-status";

    private static readonly Permission ReadStatus = new(
        new RbacRole("cluster-autoscaler", new RbacScope.Namespace("kube-system"), true, "to see whether cluster-autoscaler is here"),
        "", "configmaps", "get", "the autoscaler's own report of itself") { Names = [Status] };

    /// <inheritdoc/>
    public string Name => "cluster-autoscaler";

    /// <inheritdoc/>
    public IReadOnlyList<Permission> Permissions { get; } = [ReadStatus];

    /// <inheritdoc/>
    public async Task<DialectSight> DetectAsync(DialectReading reading, CancellationToken ct) =>
        await reading.Api.FindAsync(ReadStatus, new ResourceType("", "v1", "configmaps"), "kube-system", Status, ct) is { } status
            ? new DialectSight { Present = true, Configuration = $"last wrote its status {(string?)status["metadata"]?["annotations"]?["cluster-autoscaler.kubernetes.io/last-updated"] ?? "at an unknown time"}" }
            : DialectSight.Absent;

    /// <inheritdoc/>
    public IReadOnlyList<DialectWrite> Show(DialectSight sight, DialectScene scene) =>
    [
        .. scene.Held.Where(g => g.Workloads.Count > 0).Select(g => new DialectWrite(new ObjectRef(ResourceType.Nodes, null, g.Node), [OwnedField.Annotation(ScaleDownDisabled, "true")])),
        .. scene.HeldPods.Select(p => new DialectWrite(new ObjectRef(ResourceType.Pods, p.Name.Namespace, p.Name.Name), [OwnedField.Annotation(SafeToEvict, "false")])),
    ];
}
