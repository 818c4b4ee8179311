using BakeWindow.Kubernetes.Dialects;
using BakeWindow.Kubernetes.Dialects.ClusterAutoscaler;

namespace BakeWindow.Web.Configuration;

/// <summary>Makes the dialects that are switched on.</summary>
internal static class DialectsReader
{
    public static IReadOnlyList<IDialect> Read(DialectsOptions options)
    {
        var spoken = new List<IDialect>();
        if (options.ClusterAutoscaler.Enabled)
        {
            spoken.Add(new ClusterAutoscalerDialect());
        }

        return spoken;
    }
}
