namespace BakeWindow.Web.Configuration;

/// <summary>Which neighbours BakeWindow speaks to; each is off until it is switched on, and needs its own role then (<c>deploy/components/…</c>).</summary>
public sealed class DialectsOptions
{
    /// <summary>Marks for cluster-autoscaler.</summary>
    public DialectOptions ClusterAutoscaler { get; set; } = new();
}

/// <summary>A dialect that has nothing to set but whether it is spoken.</summary>
public sealed class DialectOptions
{
    /// <summary>Speak it.</summary>
    public bool Enabled { get; set; }
}
