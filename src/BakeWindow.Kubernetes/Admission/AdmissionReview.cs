using System.Text.Json;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Disruptions;

namespace BakeWindow.Kubernetes.Admission;

/// <summary>A question of the API server (AdmissionReview, admission.k8s.io/v1), as far as a disruption is concerned.</summary>
/// <param name="Uid">Which question; the answer must name it.</param>
/// <param name="Request">What is asked; null when it is nothing that takes a pod away.</param>
public sealed record AdmissionReview(string Uid, DisruptionRequest? Request)
{
    private const string Version = "admission.k8s.io/v1";
    private const int LongestUid = 256;

    /// <summary>Reads one, or says what is wrong with it. Fields that are not known are left alone: they come with every version.</summary>
    public static (AdmissionReview? Review, string? Problem) Read(JsonElement root)
    {
        if (Text(root, "kind") != "AdmissionReview" || Text(root, "apiVersion") != Version)
        {
            return (null, $"an AdmissionReview of {Version} is wanted");
        }

        var request = Part(root, "request");
        var uid = Text(request, "uid");
        return uid.Length is 0 or > LongestUid
            ? (null, "the review has no request.uid that could be answered")
            : (new AdmissionReview(uid, Disruption(request)), null);
    }

    private static DisruptionRequest? Disruption(JsonElement request)
    {
        var (group, resource, sub) = (Text(Part(request, "resource"), "group"), Text(Part(request, "resource"), "resource"), Text(request, "subResource"));
        var (old, updated) = (Part(request, "oldObject"), Part(request, "object"));
        var asked = new DisruptionRequest
        {
            Kind = DisruptionKind.Evict,
            Namespace = Text(request, "namespace"),
            Name = Text(request, "name"),
            User = Text(Part(request, "userInfo"), "username"),
            Groups = [.. Items(Part(request, "userInfo"), "groups").Select(Text)],
            // kubectl --dry-run=server says it in the body only, where the API server does not look before it asks.
            DryRun = IsTrue(request, "dryRun") || Items(Part(updated, "deleteOptions"), "dryRun").Any(),
        };
        return (Text(request, "operation"), group, resource, sub) switch
        {
            ("CREATE", "", "pods", "eviction") => asked,
            ("DELETE", "", "pods", "") => asked with { Kind = DisruptionKind.Delete, Pod = old.ValueKind is JsonValueKind.Object ? Pod(old) : null },
            ("UPDATE", "apps", "deployments" or "statefulsets" or "daemonsets", "") =>
                asked with { Kind = DisruptionKind.Rollout, PodLabels = Labels(Part(Part(old, "spec"), "template")), ReplacesPods = Replaces(Part(old, "spec"), Part(updated, "spec")) },
            _ => null,
        };
    }

    private static PodView Pod(JsonElement pod)
    {
        var (metadata, status, node) = (Part(pod, "metadata"), Part(pod, "status"), Text(Part(pod, "spec"), "nodeName"));
        return new PodView
        {
            Name = new PodName(Text(metadata, "namespace"), Text(metadata, "name")),
            Uid = Text(metadata, "uid"),
            Node = node.Length == 0 ? null : node,
            Phase = Text(status, "phase") is { Length: > 0 } phase ? phase : "Unknown",
            Ready = Items(status, "conditions").Any(c => Text(c, "type") == "Ready" && Text(c, "status") == "True"),
            Terminating = Text(metadata, "deletionTimestamp").Length > 0,
            Labels = Labels(pod),
        };
    }

    // A changed template replaces pods at once, unless its use is put off; taking off what put it off does so too.
    private static bool Replaces(JsonElement before, JsonElement after) => !IsParked(after)
        && (IsParked(before) || Partition(after) < Partition(before) || !JsonElement.DeepEquals(Part(before, "template"), Part(after, "template")));

    private static bool IsParked(JsonElement spec) => IsTrue(spec, "paused")
        || Text(Part(spec, "updateStrategy"), "type") == "OnDelete"
        || (Partition(spec) is var partition and > 0 && partition >= (Number(spec, "replicas") ?? 1));

    private static long Partition(JsonElement spec) => Number(Part(Part(spec, "updateStrategy"), "rollingUpdate"), "partition") ?? 0;

    private static Dictionary<string, string> Labels(JsonElement of)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Part(Part(of, "metadata"), "labels") is { ValueKind: JsonValueKind.Object } map)
        {
            foreach (var label in map.EnumerateObject())
            {
                labels[label.Name] = Text(label.Value);
            }
        }

        return labels;
    }

    private static JsonElement Part(JsonElement of, string name) => of.ValueKind is JsonValueKind.Object && of.TryGetProperty(name, out var part) ? part : default;

    private static string Text(JsonElement of, string name) => Text(Part(of, name));

    private static string Text(JsonElement value) => value.ValueKind is JsonValueKind.String ? value.GetString()! : "";

    private static bool IsTrue(JsonElement of, string name) => Part(of, name).ValueKind is JsonValueKind.True;

    private static long? Number(JsonElement of, string name) => Part(of, name) is { ValueKind: JsonValueKind.Number } n && n.TryGetInt64(out var value) ? value : null;

    private static JsonElement.ArrayEnumerator Items(JsonElement of, string name) => Part(of, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : default;
}
