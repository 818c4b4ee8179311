using BakeWindow.Core.Cluster;

namespace BakeWindow.Core.Bypasses.Rules;

/// <summary>A baker and its signer in one place go down together.</summary>
internal static class PlacementRules
{
    public static IEnumerable<Bypass> Of(AuditScene scene)
    {
        var domains = scene.Facts.Nodes.Where(n => n.FailureDomain is not null).ToDictionary(n => n.Name, n => n.FailureDomain!, StringComparer.Ordinal);
        var placed = scene.Protected.Where(p => p.Pod.Pod.Node is not null).ToList();
        foreach (var (signing, signer) in placed.Where(p => p.Workload.Role is WorkloadRole.Signer))
        {
            foreach (var (baking, baker) in placed.Where(p => p.Workload.Role is WorkloadRole.Baker && p.Workload.Baker == signing.Baker))
            {
                var (a, b) = (signer.Pod.Node!, baker.Pod.Node!);
                if (a == b)
                {
                    yield return AuditScene.About(signing, signer, BypassCode.SignerOnSameNode, BypassSeverity.Warning,
                        $"Signer {signer.Pod.Name} and baker {baker.Pod.Name} run on {a}: one reboot stops both, and the baker is back only when the signer is.",
                        $"podAntiAffinity of {signing.Name} against {baking.Selector} with topologyKey kubernetes.io/hostname") with
                    { Workloads = [.. new[] { signing.Name, baking.Name }.Order(StringComparer.Ordinal)] };
                }
                else if (domains.TryGetValue(a, out var domain) && domains.TryGetValue(b, out var other) && domain == other)
                {
                    yield return AuditScene.About(signing, signer, BypassCode.SignerInSameDomain, BypassSeverity.Info,
                        $"Signer {signer.Pod.Name} on {a} and baker {baker.Pod.Name} on {b} are both in failure domain {domain}: what takes that down takes both.",
                        $"podAntiAffinity of {signing.Name} against {baking.Selector} with topologyKey topology.kubernetes.io/zone") with
                    { Nodes = [.. new[] { a, b }.Order(StringComparer.Ordinal)], Workloads = [.. new[] { signing.Name, baking.Name }.Order(StringComparer.Ordinal)] };
                }
            }
        }
    }
}
