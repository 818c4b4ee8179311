namespace BakeWindow.Core.Cluster;

/// <summary>The kinds of workload whose pods are replaced by a rollout.</summary>
public enum WorkloadKind
{
    /// <summary>Pods with names and disks of their own.</summary>
    StatefulSet,

    /// <summary>Pods of no name, by ReplicaSets.</summary>
    Deployment,

    /// <summary>A pod on each node.</summary>
    DaemonSet,
}

/// <summary>Where a workload is found.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
public sealed record WorkloadName(WorkloadKind Kind, string Namespace, string Name)
{
    private static readonly Dictionary<string, WorkloadKind> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["statefulset"] = WorkloadKind.StatefulSet,
        ["sts"] = WorkloadKind.StatefulSet,
        ["deployment"] = WorkloadKind.Deployment,
        ["deploy"] = WorkloadKind.Deployment,
        ["daemonset"] = WorkloadKind.DaemonSet,
        ["ds"] = WorkloadKind.DaemonSet,
    };

    /// <summary>Reads <c>statefulset/tezos/baker</c>; the short names of kubectl are known.</summary>
    public static bool TryParse(string? text, out WorkloadName workload, out string error)
    {
        workload = null!;
        error = "";
        var parts = (text ?? "").Trim().Split('/');
        if (parts is [var kind, var ns, var name] && Words.TryGetValue(kind, out var known) && IsName(ns) && IsName(name))
        {
            workload = new WorkloadName(known, ns, name);
            return true;
        }

        error = $"\"{text}\" is no workload; write kind/namespace/name, like statefulset/tezos/baker (also deployment, daemonset)";
        return false;
    }

    /// <summary>True when the pod belongs to it. A Deployment's pods are owned by ReplicaSets, which are named after it and the hash of their template.</summary>
    public bool Owns(PodView pod) => pod.Name.Namespace == Namespace && Kind switch
    {
        WorkloadKind.Deployment => pod.ControllerKind == "ReplicaSet" && pod.Labels.TryGetValue("pod-template-hash", out var hash) && pod.ControllerName == $"{Name}-{hash}",
        _ => pod.ControllerKind == Kind.ToString() && pod.ControllerName == Name,
    };

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {Namespace}/{Name}";

    private static bool IsName(string text) =>
        text.Length is > 0 and <= 253 && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.') && text[0] is not ('-' or '.');
}
