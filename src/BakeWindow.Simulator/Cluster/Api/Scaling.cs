using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Admission;
using BakeWindow.Simulator.Cluster.Store;
using BakeWindow.Simulator.Cluster.Writing;

namespace BakeWindow.Simulator.Cluster.Api;

/// <summary>The scale subresource: the number of replicas in a form that is the same for every workload.</summary>
internal sealed class Scaling(ClusterState cluster)
{
    private static readonly ResourceKind Scale = new("autoscaling", "v1", "scales", "Scale", true);

    public ApiAnswer Answer(ApiRequest request, ObjectKey key)
    {
        var before = cluster.Store.Find(key) ?? throw Refusals.NotFound(key.Resource, key.Name);
        return request.Method switch
        {
            "GET" => ApiAnswer.Json(200, Shown(before)),
            "PUT" => Write(request, key, before, RequestBodies.ReadObject(request, "Scale")),
            "PATCH" => Write(request, key, before, Patching.Patched(request, Scale, Shown(before))),
            _ => throw Refusals.MethodNotAllowed(),
        };
    }

    private ApiAnswer Write(ApiRequest request, ObjectKey key, JsonObject before, JsonObject asked)
    {
        if (asked.Version().Length > 0 && asked.Version() != before.Version())
        {
            throw Refusals.Stale(key.Resource, key.Name);
        }

        var replicas = asked.Whole("spec", "replicas") ?? 0;
        if (replicas < 0)
        {
            throw Refusals.Invalid(Scale, key.Name, Cause.Invalid("spec.replicas", asked.At("spec", "replicas")!.ToJsonString(), "must be greater than or equal to 0"));
        }

        var body = before.Copy();
        body.Need("spec")["replicas"] = replicas;
        var dryRun = ObjectVerbs.DryRun(request, "UpdateOptions");
        var review = new AdmissionReview("UPDATE", key.Resource, key.Namespace, key.Name, request.Caller)
        {
            Subresource = "scale", Object = Shown(body), OldObject = Shown(before), Options = AdmissionReview.OptionsOf("UpdateOptions", dryRun),
        };
        cluster.Admission.Demand(review, request.Talk, request.Warnings);
        return ApiAnswer.Json(200, Shown(cluster.Writes.Update(key, body, Section.Spec, dryRun)));
    }

    private static JsonObject Shown(JsonObject body)
    {
        var meta = new JsonObject();
        foreach (var name in (string[])["name", "namespace", "uid", "resourceVersion", "creationTimestamp"])
        {
            meta[name] = body.Text("metadata", name);
        }

        return new JsonObject
        {
            ["kind"] = "Scale",
            ["apiVersion"] = "autoscaling/v1",
            ["metadata"] = meta,
            ["spec"] = new JsonObject { ["replicas"] = body.Whole("spec", "replicas") ?? 0 },
            ["status"] = new JsonObject
            {
                ["replicas"] = body.Whole("status", "replicas") ?? 0,
                ["selector"] = string.Join(',', (body.Part("spec", "selector", "matchLabels") ?? []).Select(pair => $"{pair.Key}={pair.Value.Text()}")),
            },
        };
    }
}
