namespace BakeWindow.Web.Configuration;

/// <summary>Which neighbours BakeWindow speaks to; each is off until it is switched on, and needs its own role then (<c>deploy/components/…</c>).</summary>
public sealed class DialectsOptions
{
    /// <summary>Marks for cluster-autoscaler.</summary>
    public DialectOptions ClusterAutoscaler { get; set; } = new();

    /// <summary>Flatcar's update operator.</summary>
    public DialectOptions Fluo { get; set; } = new();

    /// <summary>kured. Its endpoint <c>/compat/prometheus</c> answers whether or not this is on.</summary>
    public DialectOptions Kured { get; set; } = new();

    /// <summary>SAP's maintenance-controller.</summary>
    public MaintenanceControllerOptions MaintenanceController { get; set; } = new();

    /// <summary>medik8s' node-maintenance-operator.</summary>
    public NodeMaintenanceOptions NodeMaintenance { get; set; } = new();

    /// <summary>NVIDIA's maintenance-operator.</summary>
    public DialectOptions NvidiaMaintenance { get; set; } = new();

    /// <summary>An annotation on protected pods, for draino and the like.</summary>
    public DialectOptions ProtectedPod { get; set; } = new();

    /// <summary>Rancher's system-upgrade-controller.</summary>
    public DialectOptions SystemUpgradeController { get; set; } = new();

    /// <summary>tuppr, for Talos.</summary>
    public DialectOptions Tuppr { get; set; } = new();

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

/// <summary>SAP's maintenance-controller.</summary>
public sealed class MaintenanceControllerOptions
{
    /// <summary>Speak it.</summary>
    public bool Enabled { get; set; }

    /// <summary>Hang <c>bakewindow.io/safe=true</c> on nodes that may be disturbed. It stands on if BakeWindow is killed.</summary>
    public bool Label { get; set; }
}

/// <summary>medik8s' node-maintenance-operator.</summary>
public sealed class NodeMaintenanceOptions
{
    /// <summary>Speak it.</summary>
    public bool Enabled { get; set; }

    /// <summary>Let the operator empty the nodes of reboots and drains.</summary>
    public bool Executor { get; set; }
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
