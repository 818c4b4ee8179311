using BakeWindow.Core.Time;

namespace BakeWindow.Core.Bypasses.Rules;

/// <summary>Those who evict, and obey budgets while they do.</summary>
internal static class EvictorRules
{
    public static IEnumerable<Bypass> Of(AuditScene scene)
    {
        foreach (var neighbour in scene.Facts.Neighbours)
        {
            if (neighbour is Neighbour.Descheduler)
            {
                yield return new Bypass
                {
                    Code = BypassCode.DeschedulerPresent,
                    Severity = BypassSeverity.Info,
                    Subject = neighbour.Subject,
                    Why = "A descheduler evicts pods to place them better. The floor holds it while it is closed; when a window opens it may take a protected pod for no need.",
                    Mend = "descheduler.alpha.kubernetes.io/prefer-no-eviction: \"true\" on the protected pods, and noEvictionPolicy: Mandatory in its DefaultEvictor",
                };
            }
            else if (neighbour is Neighbour.Autoscaler autoscaler)
            {
                yield return new Bypass
                {
                    Code = BypassCode.AutoscalerPresent,
                    Severity = BypassSeverity.Info,
                    Subject = neighbour.Subject,
                    Why = $"cluster-autoscaler takes nodes away that are little used. It gives a pod up after {DurationText.Human(autoscaler.GivesUpAfter)} of refused evictions, but kills what takes longer than {DurationText.Human(autoscaler.LongestGrace)} to stop.",
                    Mend = "BakeWindow:Dialects:ClusterAutoscaler:Enabled=true sets safe-to-evict and scale-down-disabled for as long as it matters",
                };
            }
        }
    }
}
