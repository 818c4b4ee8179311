using BakeWindow.Core.Time;

namespace BakeWindow.Core.Bypasses.Rules;

/// <summary>Cluster API: machines that are deleted without a drain, or past one.</summary>
internal static class MachineRules
{
    public static IEnumerable<Bypass> Of(AuditScene scene)
    {
        foreach (var machine in scene.Facts.Neighbours.OfType<Neighbour.Machine>())
        {
            IReadOnlyList<string> node = machine.Node is { } name ? [name] : [];
            if (machine.SkipsDrain)
            {
                yield return scene.About(node, machine.Subject, BypassCode.MachineSkipsDrain, BypassSeverity.Critical,
                    $"Machine {machine.Subject.Name} is annotated exclude-node-draining: when it is deleted its node goes at once, and no budget is asked.",
                    $"kubectl -n {machine.Subject.Namespace} annotate machine {machine.Subject.Name} machine.cluster.x-k8s.io/exclude-node-draining-");
            }
            else if (machine.DrainTimeout is { } after)
            {
                yield return scene.About(node, machine.Subject, BypassCode.MachineDrainTimeout, BypassSeverity.Critical,
                    $"Machine {machine.Subject.Name} sets a node drain time-out of {DurationText.Human(after)}: then it is deleted whatever the budgets say.",
                    "Set nodeDrainTimeout (v1beta2: deletion.nodeDrainTimeoutSeconds) to 0 in the MachineDeployment: no time-out");
            }
        }

        foreach (var check in scene.Facts.Neighbours.OfType<Neighbour.HealthCheck>())
        {
            yield return scene.About(check.Nodes, check.Subject, BypassCode.MachineRemediation, BypassSeverity.Warning,
                $"MachineHealthCheck {check.Subject.Name} deletes the machine of a node that is unhealthy for its time-out, by itself and at any hour.",
                "cluster.x-k8s.io/skip-remediation: \"\" on the machines of bakers, or a maxUnhealthy of 0 for them");
        }
    }
}
