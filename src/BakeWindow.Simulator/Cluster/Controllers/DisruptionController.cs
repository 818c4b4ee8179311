using System.Globalization;
using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Store;

namespace BakeWindow.Simulator.Cluster.Controllers;

/// <summary>Keeps the status of budgets: how many pods are expected, wanted, healthy, and how many may go. Can be held still to show what happens meanwhile.</summary>
internal sealed class DisruptionController
{
    /// <summary>How long an evicted pod counts as gone though it doesn't go.</summary>
    private static readonly TimeSpan EvictionBelieved = TimeSpan.FromMinutes(2);

    private readonly ClusterState cluster;
    private readonly Dictionary<string, DateTimeOffset> goingSince = new(StringComparer.Ordinal);
    private bool held;

    public DisruptionController(ClusterState cluster)
    {
        this.cluster = cluster;
        cluster.Store.Subscribe(Notice);
    }

    /// <summary>Held still it sees nothing; let go it looks at everything.</summary>
    public bool Held
    {
        get => held;
        set
        {
            held = value;
            foreach (var budget in cluster.Store.All(ResourceCatalog.Budgets))
            {
                Plan(budget, "spec", cluster.Options.Reaction);
            }
        }
    }

    // Of pods it hears a little later than of budgets: an eviction shows for a moment as a budget that is spent while its pod still stands.
    private TimeSpan PodLag => 2 * cluster.Options.Reaction;

    private void Notice(Change change)
    {
        var resource = change.Key.Resource;
        if (resource == ResourceCatalog.Budgets && change.After is { } budget)
        {
            Plan(budget, "spec", cluster.Options.Reaction);
        }
        else if (resource == ResourceCatalog.Pods || resource == ResourceCatalog.StatefulSets || resource == ResourceCatalog.ReplicaSets)
        {
            NoteGoing(change);
            foreach (var one in cluster.Store.All(ResourceCatalog.Budgets, change.Key.Namespace).Where(one => resource != ResourceCatalog.Pods || Concerns(one, change)))
            {
                Plan(one, "pods", PodLag);
            }
        }
    }

    private static bool Concerns(JsonObject budget, Change change) => Budgets.Covers(budget, change.Shown) || (change.Before is { } before && Budgets.Covers(budget, before));

    private void NoteGoing(Change change)
    {
        if (change.After is null)
        {
            goingSince.Remove(change.Shown.Uid());
        }
        else if (change.After.IsTerminating())
        {
            goingSince.TryAdd(change.After.Uid(), cluster.Now);
        }
    }

    private bool IsGoing(JsonObject pod) => pod.IsTerminating() && goingSince.GetValueOrDefault(pod.Uid()) + PodLag <= cluster.Now;

    private void Plan(JsonObject budget, string why, TimeSpan lag)
    {
        var key = new ObjectKey(ResourceCatalog.Budgets, budget.Namespace(), budget.Name());
        cluster.Agenda.Once($"budget/{why}/{key.Path}", lag, () => Reconcile(key));
    }

    private void Reconcile(ObjectKey key)
    {
        if (Held || cluster.Store.Find(key) is not { } budget)
        {
            return;
        }

        var pods = cluster.Store.All(ResourceCatalog.Pods, key.Namespace).Where(pod => Budgets.Covers(budget, pod)).ToList();
        var (expected, desired) = Wanted(budget, pods);
        var disrupted = StillDisrupted(budget, pods);
        var healthy = pods.Count(pod => !IsGoing(pod) && !disrupted.ContainsKey(pod.Name()) && Conditions.Holds(pod, "Ready"));
        var allowed = expected <= 0 ? 0 : Math.Max(0, healthy - desired);
        cluster.Writes.Edit(key, body =>
        {
            var status = body.Need("status");
            status["observedGeneration"] = body.Generation();
            status.Remove("disruptedPods");
            if (disrupted.Count > 0)
            {
                status["disruptedPods"] = disrupted.DeepClone();
                cluster.Agenda.After(EvictionBelieved, () => Reconcile(key));
            }

            status["disruptionsAllowed"] = allowed;
            status["currentHealthy"] = healthy;
            status["desiredHealthy"] = desired;
            status["expectedPods"] = expected;
            Budgets.WriteCondition(body, cluster.Now);
        });
    }

    private (long Expected, long Desired) Wanted(JsonObject budget, List<JsonObject> pods)
    {
        if (budget.At("spec", "maxUnavailable") is { } most)
        {
            var scale = Scale(pods);
            return (scale, Math.Max(0, scale - Portion(most, scale)));
        }

        if (budget.At("spec", "minAvailable") is { } least)
        {
            // Only a plain number counts pods that nobody controls.
            var expected = least.Whole() is null ? Scale(pods) : pods.Count;
            return (expected, Portion(least, expected));
        }

        return (0, 0);
    }

    // Percentages round up, for both kinds.
    private static long Portion(JsonNode value, long of) =>
        value.Whole() ?? ((long.Parse(value.Text()!.TrimEnd('%'), CultureInfo.InvariantCulture) * of) + 99) / 100;

    // The replicas that the controllers of the pods want; pods without one are not counted.
    private long Scale(List<JsonObject> pods)
    {
        var scales = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var pod in pods)
        {
            if (pod.Controller() is not { } owner || (owner.Text("kind") switch
                {
                    "StatefulSet" => ResourceCatalog.StatefulSets,
                    "ReplicaSet" => ResourceCatalog.ReplicaSets,
                    _ => null,
                }) is not { } resource || cluster.Store.Find(resource, pod.Namespace(), owner.Text("name") ?? "") is not { } controller)
            {
                continue;
            }

            scales[controller.Uid()] = controller.Whole("spec", "replicas") ?? 1;
        }

        return scales.Values.Sum();
    }

    private JsonObject StillDisrupted(JsonObject budget, List<JsonObject> pods)
    {
        var still = new JsonObject();
        foreach (var (name, since) in budget.Part("status", "disruptedPods") ?? [])
        {
            if (pods.Find(pod => pod.Name() == name) is { } pod && !IsGoing(pod) && Stamps.Read(since.Text()) + EvictionBelieved > cluster.Now)
            {
                still[name] = since?.DeepClone();
            }
        }

        return still;
    }
}
