using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Cluster;

/// <summary>What every object carries.</summary>
internal static class Metadata
{
    public static JsonObject Meta(this JsonObject body) => body.Need("metadata");

    public static string Name(this JsonObject body) => body.Text("metadata", "name") ?? "";

    public static string Namespace(this JsonObject body) => body.Text("metadata", "namespace") ?? "";

    public static string Uid(this JsonObject body) => body.Text("metadata", "uid") ?? "";

    public static string Version(this JsonObject body) => body.Text("metadata", "resourceVersion") ?? "";

    public static long Generation(this JsonObject body) => body.Whole("metadata", "generation") ?? 0;

    public static bool IsTerminating(this JsonObject body) => body.Text("metadata", "deletionTimestamp") is not null;

    public static string? Label(this JsonObject body, string key) => body.Text("metadata", "labels", key);

    public static string? Annotation(this JsonObject body, string key) => body.Text("metadata", "annotations", key);

    public static bool HasFinalizers(this JsonObject body) => body.Rows("metadata", "finalizers").Count > 0;

    /// <summary>The owner that controls the object, if there is one.</summary>
    public static JsonObject? Controller(this JsonObject body)
    {
        foreach (var owner in body.Rows("metadata", "ownerReferences"))
        {
            if (owner.Flag("controller"))
            {
                return owner as JsonObject;
            }
        }

        return null;
    }

    public static bool IsControlledBy(this JsonObject body, JsonObject owner) => body.Controller().Text("uid") is { } uid && uid == owner.Uid();

    public static JsonObject OwnerReference(JsonObject owner, string apiVersion, string kind) => new()
    {
        ["apiVersion"] = apiVersion,
        ["kind"] = kind,
        ["name"] = owner.Name(),
        ["uid"] = owner.Uid(),
        ["controller"] = true,
        ["blockOwnerDeletion"] = true,
    };
}
