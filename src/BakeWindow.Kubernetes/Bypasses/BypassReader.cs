using System.Text.Json.Nodes;
using BakeWindow.Core.Bypasses;
using BakeWindow.Core.Cluster;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Rbac;
using k8s.Models;

namespace BakeWindow.Kubernetes.Bypasses;

/// <summary>Reads what an audit decides by. Writes nothing; of pods only those of protected workloads are read.</summary>
public sealed class BypassReader(ObjectApi api, ClusterSettings settings, TimeProvider time)
{
    private static readonly ResourceType OwnRights = new("authorization.k8s.io", "v1", "selfsubjectaccessreviews");

    private static readonly Permission[] ToHoldFloors = [Permissions.CreateBudget, Permissions.PatchBudget];

    /// <summary>Reads once. What can't be read is written down as such.</summary>
    /// <exception cref="ApiException">The API server does not answer at all.</exception>
    public async Task<AuditFacts> ReadAsync(CancellationToken ct)
    {
        var at = time.GetUtcNow();
        var sight = new Sightings(api, await api.GroupsAsync(AuditPermissions.Discover, ct));
        var spaces = settings.Workloads.Select(w => w.Namespace).Distinct(StringComparer.Ordinal).Select(n => ((string?)n, (string?)null)).ToList();

        var nodes = (await sight.TypedAsync<V1Node>(AuditKinds.Nodes, [(null, null)], ct)).Select(n => WorkloadFacts.Of(n, settings.FailureDomainLabel)).ToList();
        var pods = (await sight.TypedAsync<V1Pod>(AuditKinds.Pods, [.. settings.Workloads.Select(w => ((string?)w.Namespace, (string?)w.Selector.Text)).Distinct()], ct))
            .Select(WorkloadFacts.Of).Where(p => p.Pod.Phase is not ("Succeeded" or "Failed")).DistinctBy(p => p.Pod.Uid).ToList();
        var budgets = await sight.TypedAsync<V1PodDisruptionBudget>(AuditKinds.Budgets, spaces, ct);
        var claims = await sight.TypedAsync<V1PersistentVolumeClaim>(AuditKinds.Claims, spaces, ct);
        var volumes = await sight.TypedAsync<V1PersistentVolume>(AuditKinds.Volumes, [(null, null)], ct);
        var priorities = await sight.TypedAsync<V1PriorityClass>(AuditKinds.PriorityClasses, [(null, null)], ct);
        var namespaces = await sight.TypedAsync<V1Namespace>(AuditKinds.Namespaces, [(null, null)], ct);
        var webhooks = await sight.TypedAsync<V1ValidatingWebhookConfiguration>(AuditKinds.Webhooks, [(null, null)], ct);
        var (controllers, neighbours) = await ProgramsAsync(sight, pods, ct);
        neighbours.AddRange(await OwnersOfNodesAsync(sight, nodes, ct));
        return new AuditFacts
        {
            At = at,
            Workloads = settings.Workloads,
            NamespacesNotGranted = await NotGrantedAsync(sight, ct),
            Nodes = nodes,
            Pods = pods,
            Budgets = [.. budgets.Select(b => WorkloadFacts.Of(b, pods))],
            Controllers = controllers,
            Claims = [.. claims.Select(c => WorkloadFacts.Of(c, volumes)).Where(c => pods.Exists(p => p.Pod.Name.Namespace == c.Namespace && p.Claims.Contains(c.Name)))],
            PriorityClasses = [.. priorities.Select(WorkloadFacts.Of)],
            Webhooks = [.. webhooks.SelectMany(w => WebhookFacts.Of(w, settings.Namespace, namespaces))],
            Neighbours = neighbours,
            Looks = sight.Looks,
        };
    }

    private static async Task<(List<ControllerFact> Controllers, List<Neighbour> Neighbours)> ProgramsAsync(Sightings sight, List<PodFact> pods, CancellationToken ct)
    {
        var deployments = await sight.EverywhereAsync(AuditKinds.Deployments, ct);
        var daemonSets = await sight.EverywhereAsync(AuditKinds.DaemonSets, ct);
        var cronJobs = await sight.EverywhereAsync(AuditKinds.CronJobs, ct);
        var statefulSets = await sight.TypedAsync<V1StatefulSet>(AuditKinds.StatefulSets, [(null, null)], ct);
        bool Runs(ControllerFact c) => pods.Exists(p => p.RunBy is { } by && by.Kind == c.Kind && by.Namespace == c.Namespace && by.Name == c.Name);
        return (
            [.. deployments.Select(Typed<V1Deployment>).Select(WorkloadFacts.Of).Where(Runs), .. statefulSets.Select(WorkloadFacts.Of).Where(Runs)],
            [
                .. NeighbourFacts.Together(
                [
                    .. deployments.Select(d => NeighbourFacts.ByImage(d, "Deployment")).OfType<Neighbour>(),
                    .. daemonSets.Select(d => NeighbourFacts.ByImage(d, "DaemonSet")).OfType<Neighbour>(),
                    .. cronJobs.Select(d => NeighbourFacts.ByImage(d, "CronJob")).OfType<Neighbour>(),
                ]),
            ]);
    }

    private static async Task<IReadOnlyList<Neighbour>> OwnersOfNodesAsync(Sightings sight, List<NodeFact> nodes, CancellationToken ct)
    {
        var pools = await sight.EverywhereAsync(AuditKinds.NodePools, ct);
        var claims = await sight.EverywhereAsync(AuditKinds.NodeClaims, ct);
        var plans = await sight.EverywhereAsync(AuditKinds.Plans, ct);
        var machines = await sight.EverywhereAsync(AuditKinds.Machines, ct);
        var checks = await sight.EverywhereAsync(AuditKinds.HealthChecks, ct);
        return
        [
            .. pools.Select(p => NeighbourFacts.NodePool(p, nodes)),
            .. claims.Select(NeighbourFacts.NodeClaim),
            .. plans.Select(p => NeighbourFacts.Plan(p, nodes)),
            .. machines.Select(NeighbourFacts.Machine),
            .. checks.Select(c => NeighbourFacts.HealthCheck(c, machines)),
        ];
    }

    private async Task<IReadOnlyList<string>> NotGrantedAsync(Sightings sight, CancellationToken ct)
    {
        var missing = new List<string>();
        var spaces = settings.Workloads.Select(w => w.Namespace).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        try
        {
            foreach (var ns in spaces)
            {
                foreach (var wanted in ToHoldFloors)
                {
                    var attributes = new JsonObject { ["namespace"] = ns, ["verb"] = wanted.Verb, ["group"] = wanted.Group, ["resource"] = wanted.Resource };
                    var question = new JsonObject
                    {
                        ["apiVersion"] = "authorization.k8s.io/v1", ["kind"] = "SelfSubjectAccessReview", ["spec"] = new JsonObject { ["resourceAttributes"] = attributes },
                    };
                    var answer = await api.CreateAsync(AuditPermissions.AskOwnRights, OwnRights, null, question, ct);
                    if ((bool?)answer["status"]?["allowed"] is not true)
                    {
                        missing.Add(ns);
                        break;
                    }
                }
            }
        }
        catch (ApiException e)
        {
            sight.Missed(AuditKinds.OwnRights, AuditPermissions.AskOwnRights, e);
            return [];
        }

        sight.Saw(AuditKinds.OwnRights, spaces.Count);
        return missing;
    }

    private static T Typed<T>(JsonObject json) => k8s.KubernetesJson.Deserialize<T>(json.ToJsonString());
}
