using BakeWindow.Core.Cluster;

namespace BakeWindow.Core.Bypasses;

/// <summary>The facts as rules ask for them: which pods are whose, and what a node carries.</summary>
internal sealed class AuditScene(AuditFacts facts)
{
    private readonly Dictionary<string, IReadOnlyList<PodFact>> pods = facts.Workloads.ToDictionary(
        w => w.Name, w => (IReadOnlyList<PodFact>)[.. facts.Pods.Where(p => w.Selects(p.Pod))], StringComparer.Ordinal);

    public AuditFacts Facts => facts;

    /// <summary>Every protected pod with its workload.</summary>
    public IEnumerable<(ProtectedWorkload Workload, PodFact Pod)> Protected => facts.Workloads.SelectMany(w => pods[w.Name].Select(p => (w, p)));

    public IReadOnlyList<PodFact> PodsOf(ProtectedWorkload workload) => pods[workload.Name];

    public IReadOnlyList<string> WorkloadsOn(IReadOnlyList<string> nodes) =>
        [.. facts.Workloads.Where(w => pods[w.Name].Any(p => p.Pod.Node is { } node && nodes.Contains(node))).Select(w => w.Name).Order(StringComparer.Ordinal)];

    /// <summary>A finding about one protected pod.</summary>
    public static Bypass About(ProtectedWorkload workload, PodFact pod, BypassCode code, BypassSeverity severity, string why, string mend) => new()
    {
        Code = code,
        Severity = severity,
        Subject = new BypassSubject("Pod", pod.Pod.Name.Namespace, pod.Pod.Name.Name),
        Nodes = pod.Pod.Node is { } node ? [node] : [],
        Workloads = [workload.Name],
        Why = why,
        Mend = mend,
    };

    /// <summary>A finding about a workload.</summary>
    public Bypass About(ProtectedWorkload workload, BypassSubject subject, BypassCode code, BypassSeverity severity, string why, string mend) => new()
    {
        Code = code,
        Severity = severity,
        Subject = subject,
        Nodes = [.. PodsOf(workload).Select(p => p.Pod.Node).OfType<string>().Distinct().Order(StringComparer.Ordinal)],
        Workloads = [workload.Name],
        Why = why,
        Mend = mend,
    };

    /// <summary>A finding about nodes; no more than information while none of them carries a protected pod.</summary>
    public Bypass About(IReadOnlyList<string> nodes, BypassSubject subject, BypassCode code, BypassSeverity severity, string why, string mend)
    {
        var workloads = WorkloadsOn(nodes);
        return new Bypass
        {
            Code = code,
            Severity = workloads.Count > 0 ? severity : BypassSeverity.Info,
            Subject = subject,
            Nodes = [.. nodes.Order(StringComparer.Ordinal)],
            Workloads = workloads,
            Why = workloads.Count > 0 ? why : $"{why} None of its nodes carries a protected pod now.",
            Mend = mend,
        };
    }

    /// <summary>The names of all nodes.</summary>
    public IReadOnlyList<string> AllNodes => [.. facts.Nodes.Select(n => n.Name)];
}
