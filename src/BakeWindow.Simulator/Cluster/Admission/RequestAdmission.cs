using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Access;
using BakeWindow.Simulator.Cluster.Api;
using BakeWindow.Simulator.Cluster.Store;
using BakeWindow.Simulator.Cluster.Writing;

namespace BakeWindow.Simulator.Cluster.Admission;

/// <summary>What the verbs of the API hand to a write so that it is asked about, with the object as it would be stored.</summary>
internal sealed class RequestAdmission(ClusterState cluster)
{
    public Action<JsonObject> OfCreate(ApiRequest request, ResourceKind resource, string ns, bool dryRun) => body =>
        Demand(request, new AdmissionReview("CREATE", resource, ns, body.Name(), request.Caller)
        {
            Object = resource.Show(body), Options = AdmissionReview.OptionsOf("CreateOptions", dryRun),
        });

    public Action<JsonObject, JsonObject> OfUpdate(ApiRequest request, ObjectKey key, Section section, bool dryRun) => (after, before) =>
        Demand(request, new AdmissionReview("UPDATE", key.Resource, key.Namespace, key.Name, request.Caller)
        {
            Subresource = section == Section.Status ? "status" : "",
            Object = key.Resource.Show(after),
            OldObject = key.Resource.Show(before),
            Options = AdmissionReview.OptionsOf("UpdateOptions", dryRun),
        });

    /// <param name="request">The request.</param>
    /// <param name="key">What is deleted.</param>
    /// <param name="name">The name in the request; empty where a whole collection is deleted.</param>
    /// <param name="options">How.</param>
    public Action<JsonObject, long?> OfDelete(ApiRequest request, ObjectKey key, string name, DeleteOptions options) =>
        (old, grace) => Demand(request, Review(request.Caller, key, name, options, old, grace));

    /// <summary>Only notes what would be asked.</summary>
    public static Action<JsonObject, long?> Collect(ApiRequest request, ObjectKey key, DeleteOptions options, List<AdmissionReview> into) =>
        (old, grace) => into.Add(Review(request.Caller, key, "", options, old, grace));

    public static AdmissionReview Review(Caller caller, ObjectKey key, string name, DeleteOptions options, JsonObject old, long? grace)
    {
        var shown = AdmissionReview.OptionsOf("DeleteOptions", options.DryRun);
        if (grace is { } seconds)
        {
            shown["gracePeriodSeconds"] = seconds;
        }

        if (options.Uid is not null || options.Version is not null)
        {
            var preconditions = shown.Need("preconditions");
            Put(preconditions, "uid", options.Uid);
            Put(preconditions, "resourceVersion", options.Version);
        }

        Put(shown, "propagationPolicy", options.Propagation);
        return new AdmissionReview("DELETE", key.Resource, key.Namespace, name, caller) { OldObject = key.Resource.Show(old), Options = shown };
    }

    private void Demand(ApiRequest request, AdmissionReview review) => cluster.Admission.Demand(review, request.Talk, request.Warnings);

    private static void Put(JsonObject part, string name, string? text)
    {
        if (text is not null)
        {
            part[name] = text;
        }
    }
}
