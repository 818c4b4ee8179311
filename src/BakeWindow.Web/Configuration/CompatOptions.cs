namespace BakeWindow.Web.Configuration;

/// <summary>Interfaces in the shape of somebody else's, for neighbours who can't ask otherwise.</summary>
public sealed class CompatOptions
{
    /// <summary>What kured takes for its Prometheus.</summary>
    public PrometheusOptions Prometheus { get; set; } = new();

    /// <summary>What kured takes for its Prometheus.</summary>
    public sealed class PrometheusOptions
    {
        /// <summary>Address of the Prometheus whose alerts kured is to heed besides; empty: none.</summary>
        public string Upstream { get; set; } = "";
    }
}
