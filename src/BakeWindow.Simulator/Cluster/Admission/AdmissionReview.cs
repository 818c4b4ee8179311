using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Access;
using BakeWindow.Simulator.Cluster.Store;

namespace BakeWindow.Simulator.Cluster.Admission;

/// <summary>What is about to be done, as policies and webhooks are told of it. Objects are in the form of the resource that was asked for.</summary>
internal sealed record AdmissionReview(string Operation, ResourceKind Resource, string Namespace, string Name, Caller Caller)
{
    public string Subresource { get; init; } = "";

    public JsonObject? Object { get; init; }

    public JsonObject? OldObject { get; init; }

    /// <summary>CreateOptions, UpdateOptions or DeleteOptions.</summary>
    public required JsonObject Options { get; init; }

    public bool IsDryRun => Options.Rows("dryRun").Count > 0;

    /// <summary>As rules name it, e.g. pods/eviction.</summary>
    public string FullResource => Subresource.Length == 0 ? Resource.Plural : $"{Resource.Plural}/{Subresource}";

    /// <summary>What makes two questions about one request the same. Without the version, where the object never stands still.</summary>
    public string Key(bool withVersion) =>
        $"{Operation} {Resource.GroupVersion} {FullResource} {Namespace}/{OldObject?.Name() ?? Name} {OldObject?.Whole("metadata", "deletionGracePeriodSeconds")} {(withVersion ? OldObject?.Version() : "")}";

    /// <summary>The same in another version of the resource.</summary>
    public AdmissionReview As(ResourceKind other) => ReferenceEquals(other, Resource) ? this : this with
    {
        Resource = other,
        Object = Object is null || Subresource.Length > 0 ? Object : other.Show(Resource.Take(Object)),
        OldObject = OldObject is null || Subresource.Length > 0 ? OldObject : other.Show(Resource.Take(OldObject)),
    };

    /// <summary>The request part of the document that a webhook gets; <paramref name="asked"/> is the review before it was put into another version.</summary>
    public JsonObject Request(string uid, AdmissionReview asked)
    {
        var request = new JsonObject
        {
            ["uid"] = uid,
            ["kind"] = Kind(),
            ["resource"] = new JsonObject { ["group"] = Resource.Group, ["version"] = Resource.Version, ["resource"] = Resource.Plural },
        };
        Put(request, "subResource", Subresource);
        request["requestKind"] = asked.Kind();
        request["requestResource"] = new JsonObject { ["group"] = asked.Resource.Group, ["version"] = asked.Resource.Version, ["resource"] = Resource.Plural };
        Put(request, "requestSubResource", Subresource);
        Put(request, "name", Name);
        Put(request, "namespace", Namespace);
        request["operation"] = Operation;
        request["userInfo"] = new JsonObject { ["username"] = Caller.User, ["groups"] = new JsonArray([.. Caller.Groups.Select(JsonNode (group) => group)]) };
        request["object"] = Object?.DeepClone();
        request["oldObject"] = OldObject?.DeepClone();
        request["dryRun"] = IsDryRun;
        request["options"] = Options.DeepClone();
        return request;
    }

    public static JsonObject OptionsOf(string kind, bool dryRun)
    {
        var options = new JsonObject { ["kind"] = kind, ["apiVersion"] = "meta.k8s.io/v1" };
        if (dryRun)
        {
            options["dryRun"] = JsonReading.List("All");
        }

        return options;
    }

    private JsonObject Kind()
    {
        var (group, version, kind) = Subresource switch
        {
            "eviction" => ("policy", "v1", "Eviction"),
            "scale" => ("autoscaling", "v1", "Scale"),
            _ => (Resource.Group, Resource.Version, Resource.Kind),
        };
        return new JsonObject { ["group"] = group, ["version"] = version, ["kind"] = kind };
    }

    private static void Put(JsonObject request, string name, string text)
    {
        if (text.Length > 0)
        {
            request[name] = text;
        }
    }
}
