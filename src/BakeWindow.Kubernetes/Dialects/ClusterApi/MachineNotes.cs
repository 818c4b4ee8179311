using System.Text.Json.Nodes;

namespace BakeWindow.Kubernetes.Dialects.ClusterApi;

/// <summary>What goes round the hooks of Cluster API.</summary>
internal static class MachineNotes
{
    public static IEnumerable<DialectNote> Of(IReadOnlyList<JsonObject> machines)
    {
        yield return new DialectNote("cluster-deletion-ignores-hooks", false, "deleting a whole Cluster ignores every hook (kubernetes-sigs/cluster-api#3872)",
            "keep the right to delete Clusters to few people");
        var undrained = Names(machines.Where(m => m.Annotation("machine.cluster.x-k8s.io/exclude-node-draining") is not null));
        if (undrained.Length > 0)
        {
            yield return new DialectNote("exclude-node-draining", true, $"once their hook is off, these Machines are deleted without a drain, so the floor is not asked: {undrained}",
                "kubectl annotate machine … machine.cluster.x-k8s.io/exclude-node-draining-");
        }

        var timed = Names(machines.Where(HasDrainTimeout));
        if (timed.Length > 0)
        {
            yield return new DialectNote("node-drain-timeout", true, $"a drain of these Machines is cut off after a while and what is left is killed, also when the gate has closed meanwhile: {timed}",
                "set nodeDrainTimeoutSeconds (v1beta1: nodeDrainTimeout) to 0 in the template");
        }
    }

    // v1beta2: seconds below spec.deletion; v1beta1: a Go duration. Zero is no limit.
    private static bool HasDrainTimeout(JsonObject machine) =>
        machine.Number("spec", "deletion", "nodeDrainTimeoutSeconds") is > 0 || machine.Text("spec", "nodeDrainTimeout") is { } text and not ("0" or "0s" or "0m0s" or "0h0m0s");

    private static string Names(IEnumerable<JsonObject> machines)
    {
        var names = machines.Select(m => m.Text("metadata", "name")).ToList();
        return string.Join(", ", names.Take(5)) + (names.Count > 5 ? $" and {names.Count - 5} more" : "");
    }
}
