using System.Globalization;
using System.Text.Json.Nodes;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Healing;
using BakeWindow.Core.Owning;

namespace BakeWindow.Cli.Cleaning;

/// <summary>
/// Finds every mark of BakeWindow's in a cluster, by what stands on the objects alone: cordons and tickets on nodes, fields that were set for neighbours (by their note and label), budgets that were
/// made or adopted, locks. Looking changes nothing.
/// </summary>
internal sealed class CleanUp(KubeObjects objects, string ns, DateTimeOffset now)
{
    private readonly List<Change> changes = [];
    private readonly List<string> notes = [];

    /// <summary>What can't be seen or judged; a person should look.</summary>
    public IReadOnlyList<string> Notes => notes;

    /// <summary>A lock that was renewed a moment ago: BakeWindow is at work.</summary>
    public string? Alive { get; private set; }

    /// <summary>All that is to be done.</summary>
    /// <exception cref="NoAnswerException.CannotKnow">Nodes or kinds can't be read.</exception>
    public async Task<IReadOnlyList<Change>> FindAsync(CancellationToken ct)
    {
        foreach (var node in await objects.ListAsync("api/v1/nodes", null, ct) ?? [])
        {
            OnNode(node);
        }

        await LookAsync("apis/policy/v1/poddisruptionbudgets", null, Budget, ct);
        await LookAsync($"apis/coordination.k8s.io/v1/namespaces/{Uri.EscapeDataString(ns)}/leases", null, Lease, ct);
        foreach (var (prefix, plural, _) in (await ServedKinds.FindAsync(objects, ct)).Where(k => k.Plural != "nodes"))
        {
            await LookAsync($"{prefix}/{plural}", $"{Ownership.Label}=true", o => Owned(prefix, plural, o), ct);
            if (prefix.StartsWith("apis/bakewindow.io/", StringComparison.Ordinal))
            {
                await LookAsync($"{prefix}/{plural}", null, o => Finalizers(prefix, plural, o), ct);
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

    private void OnNode(JsonObject node)
    {
        var name = Name(node);
        var marks = NodeResidue.Of(node, _ => "BakeWindow is gone");
        var owned = Ownership.GiveBack(node);
        if (marks is null && node["metadata"]?["annotations"]?[Mark.Cordon] is not null)
        {
            notes.Add($"node {name}: what stands in {Mark.Cordon} can't be read; take it off by hand, and uncordon if nobody else cordoned it");
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

        var holder = (string?)lease["spec"]?["holderIdentity"] ?? "";
        var lasts = TimeSpan.FromSeconds((int?)lease["spec"]?["leaseDurationSeconds"] ?? 0);
        if (holder.Length > 0 && DateTimeOffset.TryParse((string?)lease["spec"]?["renewTime"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var renewed) && now - renewed < lasts)
        {
            Alive = $"lease {ns}/{Name(lease)} was renewed {(now - renewed).TotalSeconds:0} s ago by {holder}";
        }

        changes.Add(Change.Delete($"lease {ns}/{Name(lease)}", leads ? "delete the lease of the replica that leads" : $"delete the lock{(holder.Length > 0 ? $", held by {holder}" : "")}",
            $"apis/coordination.k8s.io/v1/namespaces/{ns}/leases/{Name(lease)}", lease));
    }

    private void Owned(string prefix, string plural, JsonObject one)
    {
        if (Ownership.GiveBack(one) is { } patch)
        {
            changes.Add(Change.Patch($"{plural} {Full(one)}", Fields(one) ?? "take the note off", PathOf(prefix, plural, one), patch));
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
