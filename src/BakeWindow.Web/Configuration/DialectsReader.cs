using BakeWindow.Kubernetes.Dialects;
using BakeWindow.Kubernetes.Dialects.ArgoCd;
using BakeWindow.Kubernetes.Dialects.ClusterApi;
using BakeWindow.Kubernetes.Dialects.ClusterAutoscaler;
using BakeWindow.Kubernetes.Dialects.Descheduler;
using BakeWindow.Kubernetes.Dialects.Karpenter;

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

        if (options.Descheduler.Enabled)
        {
            spoken.Add(new DeschedulerDialect());
        }

        if (options.Karpenter.Enabled)
        {
            spoken.Add(new KarpenterDialect());
        }

        if (options.ClusterApi.Enabled)
        {
            spoken.Add(new ClusterApiDialect(options.ClusterApi.Clusters));
        }

        if (options.ArgoCd.Enabled)
        {
            spoken.Add(new ArgoCdDialect(options.ArgoCd.Namespace, options.ArgoCd.Projects));
        }

        return spoken;
    }
}
