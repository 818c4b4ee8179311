namespace BakeWindow.Web.Configuration;

/// <summary>Which neighbours BakeWindow speaks to; each is off until it is switched on, and needs its own role then (<c>deploy/components/…</c>).</summary>
public sealed class DialectsOptions
{
    /// <summary>Marks for cluster-autoscaler.</summary>
    public DialectOptions ClusterAutoscaler { get; set; } = new();

    /// <summary>Marks for descheduler.</summary>
    public DialectOptions Descheduler { get; set; } = new();

    /// <summary>Marks and disruption budgets for Karpenter.</summary>
    public DialectOptions Karpenter { get; set; } = new();

    /// <summary>Hooks for Cluster API.</summary>
    public ClusterApiOptions ClusterApi { get; set; } = new();

    /// <summary>Sync windows for Argo CD.</summary>
    public ArgoCdOptions ArgoCd { get; set; } = new();

    /// <summary>Hosts that ask before they reboot.</summary>
    public FleetLockOptions FleetLock { get; set; } = new();

    /// <summary>The verdict as NodeGate resources, for who reads the cluster and not HTTP.</summary>
    public DialectOptions NodeGates { get; set; } = new();

    /// <summary>Requests as Maintenance resources, so that they can live in git.</summary>
    public DialectOptions Maintenances { get; set; } = new();
}

/// <summary>A dialect that has nothing to set but whether it is spoken.</summary>
public sealed class DialectOptions
{
    /// <summary>Speak it.</summary>
    public bool Enabled { get; set; }
}

/// <summary>How Cluster API is spoken to.</summary>
public sealed class ClusterApiOptions
{
    /// <summary>Speak it.</summary>
    public bool Enabled { get; set; }

    /// <summary>Clusters (namespace/name) whose Machines are this cluster's nodes; none: all that are seen here.</summary>
    public List<string> Clusters { get; set; } = [];

    /// <summary>Serve the Runtime SDK's hooks.</summary>
    public bool RuntimeHooks { get; set; }

    /// <summary>The hooks that discovery names; none: those that every version knows.</summary>
    public List<string> Hooks { get; set; } = [];
}

/// <summary>How Argo CD is spoken to.</summary>
public sealed class ArgoCdOptions
{
    /// <summary>Speak it.</summary>
    public bool Enabled { get; set; }

    /// <summary>Where its AppProjects are.</summary>
    public string Namespace { get; set; } = "argocd";

    /// <summary>AppProjects to hold; none: those whose destinations cover a protected namespace.</summary>
    public List<string> Projects { get; set; } = [];
}

/// <summary>How FleetLock is served.</summary>
public sealed class FleetLockOptions
{
    /// <summary>Serve it.</summary>
    public bool Enabled { get; set; }

    /// <summary>How long a host's reboot takes; empty: as learned.</summary>
    public string Need { get; set; } = "";
}
