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
    public DialectOptions NodeMaintenance { get; set; } = new();

    /// <summary>NVIDIA's maintenance-operator.</summary>
    public DialectOptions NvidiaMaintenance { get; set; } = new();

    /// <summary>An annotation on protected pods, for draino and the like.</summary>
    public DialectOptions ProtectedPod { get; set; } = new();

    /// <summary>Rancher's system-upgrade-controller.</summary>
    public DialectOptions SystemUpgradeController { get; set; } = new();

    /// <summary>tuppr, for Talos.</summary>
    public DialectOptions Tuppr { get; set; } = new();
}

/// <summary>SAP's maintenance-controller.</summary>
public sealed class MaintenanceControllerOptions
{
    /// <summary>Speak it.</summary>
    public bool Enabled { get; set; }

    /// <summary>Hang <c>bakewindow.io/safe=true</c> on nodes that may be disturbed. It stands on if BakeWindow is killed.</summary>
    public bool Label { get; set; }
}

/// <summary>A dialect that has nothing to set but whether it is spoken.</summary>
public sealed class DialectOptions
{
    /// <summary>Speak it.</summary>
    public bool Enabled { get; set; }
}
