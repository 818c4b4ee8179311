using System.Globalization;
using System.Text.Json.Nodes;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Healing;
using BakeWindow.Core.Owning;

namespace BakeWindow.Cli.Cleaning;

/// <summary>
/// Finds every mark of BakeWindow's in a cluster, by what stands on the objects alone: cordons and tickets on nodes, rollout marks on workloads, fields that were set for neighbours (by their note and
/// label, on whatever kind), budgets that were made or adopted, locks, neighbours' Leases, objects of BakeWindow's own. Looking changes nothing.
/// </summary>
internal sealed class CleanUp(KubeObjects objects, string ns, DateTimeOffset now)
{
    private const string Gone = "BakeWindow is gone";
    private const string Apps = "apis/apps/v1";
    private const string Gates = "nodegates";
    private const string NodeMaintenances = "nodemaintenances";

    private static readonly Dictionary<string, WorkloadKind> Workloads = new(StringComparer.Ordinal)
    {
        ["statefulsets"] = WorkloadKind.StatefulSet, ["deployments"] = WorkloadKind.Deployment, ["daemonsets"] = WorkloadKind.DaemonSet,
    };

    private readonly List<Change> changes = [];
    private readonly List<string> notes = [];
    private readonly HashSet<LockHolder> emptying = [];

    /// <summary>What can't be seen or judged; a person should look.</summary>
    public IReadOnlyList<string> Notes => notes;

    /// <summary>A lock that was renewed a moment ago: BakeWindow is at work.</summary>
    public string? Alive { get; private set; }

    /// <summary>All that is to be done.</summary>
    /// <exception cref="NoAnswerException.CannotKnow">Nodes or kinds can't be read.</exception>
    public async Task<IReadOnlyList<Change>> FindAsync(CancellationToken ct)
    {
        var kinds = await ServedKinds.FindAsync(objects, ct);
        foreach (var (prefix, _, _) in kinds.Where(k => k.Plural == NodeMaintenances && k.Prefix.StartsWith("apis/nodemaintenance.medik8s.io/", StringComparison.Ordinal)))
        {
            await LookAsync($"{prefix}/{NodeMaintenances}", $"{Mark.ManagedBy}={Mark.BakeWindow}", o => NodeMaintenance(prefix, o), ct);
        }

        foreach (var node in await objects.ListAsync("api/v1/nodes", null, ct) ?? [])
        {
            OnNode(node);
        }

        await LookAsync("apis/policy/v1/poddisruptionbudgets", null, Budget, ct);
        await LookAsync($"apis/coordination.k8s.io/v1/namespaces/{Uri.EscapeDataString(ns)}/leases", null, Lease, ct);
        await LookAsync("apis/coordination.k8s.io/v1/leases", null, NeighbourLease, ct);
        await HeldListAsync(ct);
        foreach (var (prefix, plural, _) in kinds.Where(k => k.Plural != "nodes"))
        {
            // A rollout's mark bears no label.
            var workload = prefix == Apps && Workloads.ContainsKey(plural);
            await LookAsync($"{prefix}/{plural}", workload ? null : $"{Ownership.Label}=true", o => Owned(prefix, plural, o), ct);
            if (prefix.StartsWith("apis/bakewindow.io/", StringComparison.Ordinal))
            {
                await LookAsync($"{prefix}/{plural}", null, o => OfOurKind(prefix, plural, o), ct);
            }
        }

        return changes;
    }

    // What one may not see is said, and does not keep from the rest.
    private async Task LookAsync(string path, string? selector, Action<JsonObject> take, CancellationToken ct)
    {
        try
        {
            foreach (var found in await objects.ListAsync(path, selector, ct) ?? [])
            {
                take(found);
            }
        }
        catch (NoAnswerException.CannotKnow e)
        {
            notes.Add(e.Message);
        }
    }

    private void NodeMaintenance(string prefix, JsonObject one)
    {
        if (OwnObjects.MarkOfNodeMaintenance(one) is { } mark)
        {
            emptying.Add(mark.Holder);
        }

        if (OwnObjects.NodeMaintenance(one, _ => Gone) is { } residue)
        {
            changes.Add(Change.Delete($"nodemaintenance {residue.Name}", residue.What, PathOf(prefix, NodeMaintenances, one), one));
        }
    }

    private void OnNode(JsonObject node)
    {
        var name = Name(node);
        var marks = NodeResidue.Of(node, mark => mark.FormerlyUnschedulable && emptying.Contains(mark.Holder) ? null : Gone);
        var owned = Ownership.GiveBack(node);
        if (marks is null && node["metadata"]?["annotations"]?[Mark.Cordon] is not null)
        {
            notes.Add(NodeResidue.Of(node, _ => Gone) is null
                ? $"node {name}: what stands in {Mark.Cordon} can't be read; take it off by hand, and uncordon if nobody else cordoned it"
                : $"node {name}: it was cordoned before, and the operator of its NodeMaintenance uncordons it; run this again when the NodeMaintenance is gone");
        }

        if (MergePatches.Both(marks?.Patch, owned) is { } patch)
        {
            changes.Add(Change.Patch($"node {name}", string.Join(", ", new[] { marks?.What, Fields(node) }.OfType<string>()), $"api/v1/nodes/{name}", patch));
        }
    }

    private void Budget(JsonObject budget)
    {
        if (BudgetResidue.Of(budget) is not { } residue)
        {
            return;
        }

        var (name, path) = ($"poddisruptionbudget {Namespace(budget)}/{Name(budget)}", $"apis/policy/v1/namespaces/{Namespace(budget)}/poddisruptionbudgets/{Name(budget)}");
        changes.Add(residue.Patch is { } patch ? Change.Patch(name, residue.What, path, patch) : Change.Delete(name, residue.What, path, budget));
    }

    private void Lease(JsonObject lease)
    {
        var leads = Name(lease) == Mark.LeaderLease;
        if (!leads && lease["metadata"]?["annotations"]?[Mark.Domain] is null)
        {
            return;
        }

        var granted = lease["metadata"]?["annotations"]?[Mark.Grant] is not null;
        var holder = (string?)lease["spec"]?["holderIdentity"] ?? "";
        var lasts = TimeSpan.FromSeconds((int?)lease["spec"]?["leaseDurationSeconds"] ?? 0);
        // One in a neighbour's hands lasts for hours, whoever is there.
        if (!granted && holder.Length > 0 && DateTimeOffset.TryParse((string?)lease["spec"]?["renewTime"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var renewed) && now - renewed < lasts)
        {
            Alive = $"lease {ns}/{Name(lease)} was renewed {(now - renewed).TotalSeconds:0} s ago by {holder}";
        }

        changes.Add(Change.Delete($"lease {ns}/{Name(lease)}", leads ? "delete the lease of the replica that leads" : $"delete the lock{(holder.Length > 0 ? $", held by {holder}" : "")}",
            $"apis/coordination.k8s.io/v1/namespaces/{ns}/leases/{Name(lease)}", lease));
    }

    private void NeighbourLease(JsonObject lease)
    {
        if (Namespace(lease) != ns && OwnObjects.IsNeighbourLease(lease))
        {
            changes.Add(Change.Delete($"lease {Full(lease)}", "delete BakeWindow's hold on a neighbour's lock", $"apis/coordination.k8s.io/v1/namespaces/{Namespace(lease)}/leases/{Name(lease)}", lease));
        }
    }

    private async Task HeldListAsync(CancellationToken ct)
    {
        var path = $"api/v1/namespaces/{Uri.EscapeDataString(ns)}/configmaps/{Mark.HeldList}";
        try
        {
            if (await objects.FindAsync(path, ct) is { } map && OwnObjects.HeldList(map) is { } patch)
            {
                changes.Add(Change.Patch($"configmap {ns}/{Mark.HeldList}", "take every pod off the list by which the API server refuses deletes", path, patch));
            }
        }
        catch (NoAnswerException.CannotKnow e)
        {
            notes.Add(e.Message);
        }
    }

    private void Owned(string prefix, string plural, JsonObject one)
    {
        var marks = prefix == Apps && Workloads.TryGetValue(plural, out var kind) ? WorkloadResidue.Of(kind, one, _ => Gone) : null;
        if (prefix == Apps && marks is null && one["metadata"]?["annotations"]?[Mark.Rollout] is not null)
        {
            notes.Add($"{plural} {Full(one)}: what stands in {Mark.Rollout} can't be read; take it off by hand");
        }

        if (MergePatches.Both(marks?.Patch, Ownership.GiveBack(one)) is { } patch)
        {
            changes.Add(Change.Patch($"{plural} {Full(one)}", string.Join(", ", new[] { marks?.What, Fields(one) }.OfType<string>()) is { Length: > 0 } what ? what : "take the note off", PathOf(prefix, plural, one), patch));
        }
    }

    private void OfOurKind(string prefix, string plural, JsonObject one)
    {
        if (plural == Gates && OwnObjects.IsNodeGate(one))
        {
            changes.Add(Change.Delete($"{plural} {Full(one)}", "delete it: nobody is there to close it", PathOf(prefix, plural, one), one));
        }
        else
        {
            Finalizers(prefix, plural, one);
        }
    }

    private void Finalizers(string prefix, string plural, JsonObject one)
    {
        var all = (one["metadata"]?["finalizers"] as JsonArray ?? []).Select(f => (string?)f).ToList();
        var left = all.Where(f => f?.StartsWith("bakewindow.io/", StringComparison.Ordinal) is not true).ToList();
        if (left.Count < all.Count)
        {
            var patch = new JsonObject
            {
                ["metadata"] = new JsonObject { ["resourceVersion"] = (string?)one["metadata"]?["resourceVersion"], ["finalizers"] = new JsonArray([.. left.Select(f => (JsonNode?)f)]) },
            };
            changes.Add(Change.Patch($"{plural} {Full(one)}", "take BakeWindow's finalizer off", PathOf(prefix, plural, one), patch));
        }
    }

    private static string? Fields(JsonObject one) => Ownership.Of(one) is { Count: > 0 } fields ? $"give back {string.Join(", ", fields.Select(f => $"{f.Path} ({f.Owner})"))}" : null;

    private static string PathOf(string prefix, string plural, JsonObject one) =>
        Namespace(one).Length > 0 ? $"{prefix}/namespaces/{Namespace(one)}/{plural}/{Name(one)}" : $"{prefix}/{plural}/{Name(one)}";

    private static string Full(JsonObject one) => Namespace(one).Length > 0 ? $"{Namespace(one)}/{Name(one)}" : Name(one);

    private static string Name(JsonObject one) => (string?)one["metadata"]?["name"] ?? "";

    private static string Namespace(JsonObject one) => (string?)one["metadata"]?["namespace"] ?? "";
}
