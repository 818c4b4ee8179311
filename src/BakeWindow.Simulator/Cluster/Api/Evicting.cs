using System.Globalization;
using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Admission;
using BakeWindow.Simulator.Cluster.Rules;
using BakeWindow.Simulator.Cluster.Store;
using BakeWindow.Simulator.Cluster.Writing;

namespace BakeWindow.Simulator.Cluster.Api;

/// <summary>
/// POST pods/eviction. The order of checks is the server's (pkg/registry/core/pod/storage/eviction.go): body and name, webhooks, 404, the budget, and last
/// the preconditions: a budget that blocks answers before a wrong uid does.
/// </summary>
internal sealed class Evicting(ClusterState cluster)
{
    private const string Blocked = "Cannot evict pod as it would violate the pod's disruption budget.";

    public ApiAnswer Evict(ApiRequest request, string ns, string name)
    {
        var queryDryRun = ObjectVerbs.DryRun(request, "CreateOptions");
        var options = ReadOptions(request, ns, name);
        options = options with { DryRun = options.DryRun || queryDryRun };

        if (cluster.Store.Find(ResourceCatalog.Namespaces, "", ns) is null)
        {
            throw Refusals.NotFound(ResourceCatalog.Namespaces, ns);
        }

        // Asked also for a pod that doesn't exist.
        cluster.Admission.Demand(Review(request, ns, name, queryDryRun), request.Talk, request.Warnings);
        var key = new ObjectKey(ResourceCatalog.Pods, ns, name);
        var pod = cluster.Store.Find(key) ?? throw Refusals.NotFound(ResourceCatalog.Pods, name);
        if (!NeedsNoBudget(pod))
        {
            Take(pod, options.DryRun);
        }

        Remove(key, options);
        return ApiAnswer.Json(201, new JsonObject
        {
            ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success", ["code"] = 201,
        });
    }

    // Webhooks see policy/v1 and the namespace, whatever the client wrote.
    private static AdmissionReview Review(ApiRequest request, string ns, string name, bool dryRun)
    {
        var body = RequestBodies.ReadObject(request, "Eviction");
        var eviction = new JsonObject
        {
            ["kind"] = "Eviction", ["apiVersion"] = "policy/v1", ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = ns, ["creationTimestamp"] = null },
        };
        if (body["deleteOptions"] is JsonObject options)
        {
            eviction["deleteOptions"] = options.Copy();
        }

        return new AdmissionReview("CREATE", ResourceCatalog.Pods, ns, name, request.Caller)
        {
            Subresource = "eviction", Object = eviction, Options = AdmissionReview.OptionsOf("CreateOptions", dryRun),
        };
    }

    private static DeleteOptions ReadOptions(ApiRequest request, string ns, string name)
    {
        var body = RequestBodies.ReadObject(request, "Eviction");
        var version = body.Text("apiVersion") ?? "policy/v1";
        var kind = body.Text("kind") ?? "Eviction";
        if (kind != "Eviction" || version is not ("policy/v1" or "policy/v1beta1"))
        {
            throw Refusals.BadRequest(
                $"{kind} in version \"{version.Split('/')[^1]}\" cannot be handled as a Eviction: no kind \"{kind}\" is registered for version \"{version}\" in scheme \"pkg/api/legacyscheme/scheme.go:30\"");
        }

        request.Warnings.AddRange(FieldRules.Prune("Eviction", body).Select(field => $"unknown field \"{field}\""));
        if (body.Namespace() is { Length: > 0 } inside && inside != ns)
        {
            throw Refusals.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        }

        return body.Name() == name
            ? DeleteOptions.Read(body.At("deleteOptions"))
            : throw Refusals.BadRequest("name in URL does not match name in Eviction object");
    }

    /// <summary>A pod that doesn't run, or goes already, costs no budget.</summary>
    private static bool NeedsNoBudget(JsonObject pod) => pod.IsTerminating() || pod.Text("status", "phase") is "Pending" or "Succeeded" or "Failed";

    private void Take(JsonObject pod, bool dryRun)
    {
        var budgets = cluster.Store.All(ResourceCatalog.Budgets, pod.Namespace()).Where(budget => Budgets.Covers(budget, pod)).ToList();
        if (budgets.Count > 1)
        {
            throw new ApiRefusal(500, null, "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
        }

        if (budgets is not [var budget] || MayGoUnready(pod, budget))
        {
            return;
        }

        if ((budget.Whole("status", "observedGeneration") ?? 0) < budget.Generation())
        {
            throw TooMany($"The disruption budget {budget.Name()} is still being processed by the server.", retryAfter: 10);
        }

        if ((budget.Whole("status", "disruptionsAllowed") ?? 0) <= 0)
        {
            throw TooMany(string.Create(
                CultureInfo.InvariantCulture,
                $"The disruption budget {budget.Name()} needs {budget.Whole("status", "desiredHealthy") ?? 0} healthy pods and has {budget.Whole("status", "currentHealthy") ?? 0} currently"));
        }

        if (!dryRun)
        {
            cluster.Writes.Edit(new ObjectKey(ResourceCatalog.Budgets, budget.Namespace(), budget.Name()), body => Spend(body, pod.Name()));
        }
    }

    // This branch does not look at observedGeneration: an unready pod can slip through just after a budget was closed. The real server does the same.
    private static bool MayGoUnready(JsonObject pod, JsonObject budget)
    {
        if (Conditions.Holds(pod, "Ready"))
        {
            return false;
        }

        var desired = budget.Whole("status", "desiredHealthy") ?? 0;
        return budget.Text("spec", "unhealthyPodEvictionPolicy") == "AlwaysAllow"
            || (desired > 0 && (budget.Whole("status", "currentHealthy") ?? 0) >= desired);
    }

    private void Spend(JsonObject budget, string pod)
    {
        var status = budget.Need("status");
        var left = (status.Whole("disruptionsAllowed") ?? 0) - 1;
        status["disruptionsAllowed"] = left;
        status.Need("disruptedPods")[pod] = Stamps.Seconds(cluster.Now);
        if (left == 0)
        {
            Budgets.WriteCondition(budget, cluster.Now);
        }
    }

    private void Remove(ObjectKey key, DeleteOptions options)
    {
        var pod = cluster.Store.Find(key)!;
        options.DemandPreconditions(key, pod);
        if (options.DryRun)
        {
            return;
        }

        cluster.Writes.Edit(key, body => Disruption.Mark(body, "EvictionByEvictionAPI", "Eviction API: evicting", cluster.Now));
        cluster.Deletes.Delete(key, options with { Version = null });
    }

    private static ApiRefusal TooMany(string why, int? retryAfter = null) => new(
        429,
        "TooManyRequests",
        Blocked,
        new JsonObject { ["causes"] = new JsonArray(new JsonObject { ["reason"] = "DisruptionBudget", ["message"] = why }) },
        retryAfter);
}
