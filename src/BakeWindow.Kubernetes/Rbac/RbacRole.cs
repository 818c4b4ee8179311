namespace BakeWindow.Kubernetes.Rbac;

/// <summary>The roles that BakeWindow's service account is given; each may be left out, and then what it allows is refused with its name.</summary>
public enum RbacRole
{
    /// <summary>Cluster-wide, reading only.</summary>
    Observe,

    /// <summary>Cluster-wide: cordon and drain. Without it BakeWindow only answers and protects.</summary>
    Maintain,

    /// <summary>In each namespace with protected workloads: their PodDisruptionBudgets.</summary>
    Protect,

    /// <summary>In BakeWindow's own namespace: the locks of failure domains.</summary>
    Lock,
}
