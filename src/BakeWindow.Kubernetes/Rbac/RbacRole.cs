namespace BakeWindow.Kubernetes.Rbac;

/// <summary>A role that BakeWindow's service account is given; each may be left out, and then what it allows is refused with its name.</summary>
/// <param name="Name">Its name in manifests, after <c>bakewindow-</c>.</param>
/// <param name="Scope">Where it holds.</param>
/// <param name="OptIn">True when it comes with a component that an operator chooses; false when every installation has it.</param>
/// <param name="Why">What it is for, in one sentence.</param>
public sealed record RbacRole(string Name, RbacScope Scope, bool OptIn, string Why)
{
    /// <summary>The component of <c>deploy/</c> that brings it, where it is not named after the role.</summary>
    public string Component { get; init; } = Name;

    /// <summary>Reading only.</summary>
    public static RbacRole Observe { get; } = new("observe", RbacScope.Everywhere, false, "to see nodes, pods and budgets; reads only");

    /// <summary>Cordon and drain. Without it BakeWindow only answers and protects.</summary>
    public static RbacRole Maintain { get; } = new("maintain", RbacScope.Everywhere, true, "to cordon and drain; without it BakeWindow only answers and protects");

    /// <summary>Restarts and held rollouts of workloads.</summary>
    public static RbacRole Rollout { get; } =
        new("rollout", RbacScope.Protected, true, "to restart protected workloads and let held rollouts go on; without it only nodes are maintained; wanted once in each of their namespaces");

    /// <summary>The PodDisruptionBudgets of protected workloads.</summary>
    public static RbacRole Protect { get; } = new("protect", RbacScope.Protected, false, "to close and open the floors of protected workloads; wanted once in each of their namespaces");

    /// <summary>The locks of failure domains.</summary>
    public static RbacRole Lock { get; } = new("lock", RbacScope.Own, false, "to lock a failure domain, so that one node of it at a time is disturbed");
}

/// <summary>Where a role holds. All cases stand here.</summary>
public abstract record RbacScope
{
    private RbacScope()
    {
    }

    /// <summary>In the whole cluster.</summary>
    public static RbacScope Everywhere { get; } = new Cluster();

    /// <summary>In each namespace with protected workloads.</summary>
    public static RbacScope Protected { get; } = new ProtectedNamespaces();

    /// <summary>In BakeWindow's own namespace.</summary>
    public static RbacScope Own { get; } = new OwnNamespace();

    /// <summary>A ClusterRole.</summary>
    public sealed record Cluster : RbacScope;

    /// <summary>A Role in each namespace with protected workloads.</summary>
    public sealed record ProtectedNamespaces : RbacScope;

    /// <summary>A Role in BakeWindow's own namespace.</summary>
    public sealed record OwnNamespace : RbacScope;

    /// <summary>A Role in a namespace of somebody else's.</summary>
    /// <param name="Name">The namespace.</param>
    public sealed record Namespace(string Name) : RbacScope;
}
