using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Store;

namespace BakeWindow.Simulator.Cluster.Rules;

/// <summary>Leaves out what the API leaves out: nulls, empty maps and lists of metadata, flags that are false.</summary>
internal static class Tidy
{
    private static readonly string[] EmptyIsAbsent = ["labels", "annotations", "finalizers", "ownerReferences", "taints"];

    public static void Object(ResourceKind resource, JsonObject body)
    {
        DropNulls(body.Part("metadata"));
        if (resource.Custom is not null)
        {
            DropEmpty(body.Part("metadata"));
            return;
        }

        DropNulls(body.Part("spec"));
        DropEmpty(body.Part("metadata"));
        if (body.Part("spec") is { } spec)
        {
            DropEmpty(spec);
            if (spec.ContainsKey("unschedulable") && !spec.Flag("unschedulable"))
            {
                spec.Remove("unschedulable");
            }
        }

        // A template shows that it was never created: the one null that the API writes.
        if (body.Part("spec", "template", "metadata") is { } template)
        {
            template["creationTimestamp"] = null;
        }
    }

    private static void DropNulls(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject part:
                foreach (var name in part.Where(pair => pair.Value is null).Select(pair => pair.Key).ToList())
                {
                    part.Remove(name);
                }

                foreach (var (_, child) in part)
                {
                    DropNulls(child);
                }

                break;
            case JsonArray list:
                foreach (var child in list)
                {
                    DropNulls(child);
                }

                break;
        }
    }

    private static void DropEmpty(JsonObject? part)
    {
        foreach (var name in EmptyIsAbsent)
        {
            if (part?[name] is JsonObject { Count: 0 } or JsonArray { Count: 0 })
            {
                part.Remove(name);
            }
        }
    }
}
