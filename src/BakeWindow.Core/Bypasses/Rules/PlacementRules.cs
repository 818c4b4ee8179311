using BakeWindow.Core.Cluster;

namespace BakeWindow.Core.Bypasses.Rules;

/// <summary>A baker and its signer in one place go down together.</summary>
internal static class PlacementRules
{
    public static IEnumerable<Bypass> Of(AuditScene scene) => [.. SignerBesideBaker(scene), .. WhatFallsTogether(scene)];

    // Late in 2019 one machine carried a baker and a public node: one death was two faults.
    private static IEnumerable<Bypass> WhatFallsTogether(AuditScene scene)
    {
        var placed = scene.Protected.Where(p => p.Pod.Pod.Node is not null).ToList();
        foreach (var own in placed.GroupBy(p => p.Workload.Baker))
        {
            var sentries = own.Where(p => p.Workload.Role is WorkloadRole.Sentry).DistinctBy(p => p.Pod.Pod.Name).ToList();
            var vital = own.Where(p => p.Workload.Role is WorkloadRole.Baker or WorkloadRole.Node).ToList();
            foreach (var (sentry, pod) in sentries)
            {
                if (vital.Find(v => v.Pod.Pod.Node == pod.Pod.Node) is { Pod: { } beside } other)
                {
                    yield return AuditScene.About(sentry, pod, BypassCode.SentryWithBaker, BypassSeverity.Warning,
                        $"Sentry {pod.Pod.Name} and {beside.Pod.Name} run on {pod.Pod.Node}: when that dies both go at once, and what comes back has a way out less.",
                        $"podAntiAffinity of {sentry.Name} against {other.Workload.Selector} with topologyKey kubernetes.io/hostname") with
                    { Workloads = [.. new[] { sentry.Name, other.Workload.Name }.Order(StringComparer.Ordinal)] };
                }
            }

            foreach (var (pods, code, what) in new[]
            {
                (sentries, BypassCode.SentriesOnOneNode, "sentries"),
                (own.Where(p => p.Workload.Role is WorkloadRole.Signer).DistinctBy(p => p.Pod.Pod.Name).ToList(), BypassCode.ForwardersOnOneNode, "signers or forwarders"),
            })
            {
                if (pods.Count > 1 && pods.Select(p => p.Pod.Pod.Node).Distinct(StringComparer.Ordinal).Count() == 1)
                {
                    yield return AuditScene.About(pods[0].Workload, pods[0].Pod, code, BypassSeverity.Warning,
                        $"All {pods.Count} {what} of {own.Key} run on {pods[0].Pod.Pod.Node}: having several helps nothing when that dies.",
                        $"podAntiAffinity of {pods[0].Workload.Name} against {pods[0].Workload.Selector} with topologyKey kubernetes.io/hostname");
                }
            }
        }
    }

    private static IEnumerable<Bypass> SignerBesideBaker(AuditScene scene)
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
