using System.Text.RegularExpressions;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Bypasses.Rules;

/// <summary>Liveness probes that kill a baker that is well.</summary>
internal static partial class ProbeRules
{
    /// <summary>A probe that fails for less than this before it kills is too quick: a node that validates a heavy block, or a disk that is busy, does not answer for a while.</summary>
    public static TimeSpan Least { get; } = TimeSpan.FromMinutes(1);

    public static IEnumerable<Bypass> Of(AuditScene scene)
    {
        foreach (var (workload, pod) in scene.Protected)
        {
            foreach (var container in pod.Containers.Where(c => c.Liveness is not null))
            {
                var probe = container.Liveness!;
                if (AboutChain().IsMatch(probe.Asks))
                {
                    yield return AuditScene.About(workload, pod, BypassCode.LivenessOnChain, BypassSeverity.Critical,
                        $"The liveness probe of {container.Name} asks about the chain ({Shown(probe.Asks)}). When the network stalls, or its node catches up, it kills a process that is well, again and again.",
                        "Let liveness ask only whether the process answers (tcpSocket on its port); what depends on the chain belongs in readinessProbe");
                }

                if (probe.KillsAfter < Least)
                {
                    yield return AuditScene.About(workload, pod, BypassCode.LivenessTooTight, BypassSeverity.Warning,
                        $"The liveness probe of {container.Name} kills it after {DurationText.Human(probe.KillsAfter)} of silence: one slow block or a busy disk is enough.",
                        "Let periodSeconds × failureThreshold be 120 or more, and timeoutSeconds 10");
                }
            }
        }
    }

    private static string Shown(string text) => text.Length <= 60 ? text : text[..60] + "…";

    [GeneratedRegex(@"/chains/|/monitor/|bootstrapped|(octez|tezos)-(client|admin)|/health/ready|/head\b|level", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AboutChain();
}
