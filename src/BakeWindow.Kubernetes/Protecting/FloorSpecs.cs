using BakeWindow.Core.Cluster;
using k8s.Models;

namespace BakeWindow.Kubernetes.Protecting;

/// <summary>Reads <see cref="FloorSpec"/> from a budget.</summary>
internal static class FloorSpecs
{
    extension(FloorSpec)
    {
        /// <summary>What a budget says now.</summary>
        public static FloorSpec Of(V1PodDisruptionBudgetSpec? spec) => new(spec?.MinAvailable?.Value, spec?.MaxUnavailable?.Value, spec?.UnhealthyPodEvictionPolicy);
    }
}
