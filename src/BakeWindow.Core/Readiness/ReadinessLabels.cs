namespace BakeWindow.Core.Readiness;

/// <summary>Labels of nodes by which volumes are tied.</summary>
public static class ReadinessLabels
{
    /// <summary>The zone.</summary>
    public const string Zone = "topology.kubernetes.io/zone";
}
