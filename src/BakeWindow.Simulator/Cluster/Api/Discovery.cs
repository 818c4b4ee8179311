using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Store;

namespace BakeWindow.Simulator.Cluster.Api;

/// <summary>What the server says about itself: version, groups, resources.</summary>
internal sealed class Discovery(ServedKinds kinds)
{
    public static JsonObject Version() => new()
    {
        ["major"] = "1", ["minor"] = "32", ["gitVersion"] = "v1.32.13", ["gitCommit"] = "simulated", ["gitTreeState"] = "archive",
        ["buildDate"] = "2026-01-01T00:00:00Z", ["goVersion"] = "go1.23.5", ["compiler"] = "gc", ["platform"] = "linux/amd64",
    };

    /// <summary>The document at a path of discovery; null where there is none.</summary>
    public JsonObject? At(string path, Representation form) => path.Trim('/').Split('/') switch
    {
        ["version"] => Version(),
        ["api"] when form.Form == Form.Discovery => Aggregated([("", ["v1"])]),
        ["apis"] when form.Form == Form.Discovery => Aggregated(kinds.Groups),
        ["api"] => new JsonObject
        {
            ["kind"] = "APIVersions",
            ["versions"] = JsonReading.List("v1"),
            ["serverAddressByClientCIDRs"] = new JsonArray(new JsonObject { ["clientCIDR"] = "0.0.0.0/0", ["serverAddress"] = "127.0.0.1" }),
        },
        ["apis"] => new JsonObject
        {
            ["kind"] = "APIGroupList", ["apiVersion"] = "v1", ["groups"] = new JsonArray([.. kinds.Groups.Select(JsonNode (one) => Group(one.Group, one.Versions))]),
        },
        ["apis", var name] when kinds.Groups.FirstOrDefault(one => one.Group == name) is { Group: not null } found => GroupDocument(found.Group, found.Versions),
        ["api", "v1"] => Resources("", "v1"),
        ["apis", var name, var version] when kinds.Groups.Any(one => one.Group == name && one.Versions.Contains(version)) => Resources(name, version),
        ["openapi", "v3"] => new JsonObject { ["paths"] = new JsonObject() },
        _ => null,
    };

    private static JsonObject Group(string group, IReadOnlyList<string> versions) => new()
    {
        ["name"] = group,
        ["versions"] = new JsonArray([.. versions.Select(version => GroupVersion(group, version))]),
        ["preferredVersion"] = GroupVersion(group, versions[0]),
    };

    private static JsonObject GroupDocument(string group, IReadOnlyList<string> versions)
    {
        var document = new JsonObject { ["kind"] = "APIGroup", ["apiVersion"] = "v1" };
        foreach (var (name, value) in Group(group, versions))
        {
            document[name] = value?.DeepClone();
        }

        return document;
    }

    private static JsonObject GroupVersion(string group, string version) => new() { ["groupVersion"] = $"{group}/{version}", ["version"] = version };

    private JsonObject Resources(string group, string version)
    {
        var list = new JsonObject { ["kind"] = "APIResourceList", ["groupVersion"] = group.Length == 0 ? version : $"{group}/{version}" };
        if (group.Length > 0)
        {
            list["apiVersion"] = "v1";
        }

        list["resources"] = new JsonArray([.. Of(group, version).SelectMany(Entries)]);
        return list;
    }

    private static IEnumerable<JsonNode> Entries(ResourceKind resource)
    {
        var entry = new JsonObject
        {
            ["name"] = resource.Plural, ["singularName"] = resource.Singular, ["namespaced"] = resource.Namespaced, ["kind"] = resource.Kind, ["verbs"] = Words(resource.Verbs),
        };
        AddNames(entry, resource);
        yield return entry;
        foreach (var sub in resource.Subresources)
        {
            var about = Subresource(sub, resource);
            var part = new JsonObject { ["name"] = $"{resource.Plural}/{sub}", ["singularName"] = "", ["namespaced"] = resource.Namespaced };
            if (about.Group is { } group)
            {
                part["group"] = group;
                part["version"] = "v1";
            }

            part["kind"] = about.Kind;
            part["verbs"] = Words(about.Verbs);
            yield return part;
        }
    }

    private JsonObject Aggregated(IReadOnlyList<(string Group, IReadOnlyList<string> Versions)> groups) => new()
    {
        ["kind"] = "APIGroupDiscoveryList",
        ["apiVersion"] = "apidiscovery.k8s.io/v2",
        ["metadata"] = new JsonObject(),
        ["items"] = new JsonArray([.. groups.Select(JsonNode (one) => new JsonObject
        {
            ["metadata"] = one.Group.Length == 0 ? new JsonObject { ["creationTimestamp"] = null } : new JsonObject { ["name"] = one.Group, ["creationTimestamp"] = null },
            ["versions"] = new JsonArray([.. one.Versions.Select(JsonNode (version) => new JsonObject
            {
                ["version"] = version, ["resources"] = new JsonArray([.. Of(one.Group, version).Select(Aggregated)]), ["freshness"] = "Current",
            })]),
        })]),
    };

    private static JsonNode Aggregated(ResourceKind resource)
    {
        var entry = new JsonObject
        {
            ["resource"] = resource.Plural,
            ["responseKind"] = KindOf("", "", resource.Kind),
            ["scope"] = resource.Namespaced ? "Namespaced" : "Cluster",
            ["singularResource"] = resource.Singular,
            ["verbs"] = Words(resource.Verbs),
        };
        AddNames(entry, resource);
        if (resource.Subresources.Count > 0)
        {
            entry["subresources"] = new JsonArray([.. resource.Subresources.Select(JsonNode (sub) =>
            {
                var about = Subresource(sub, resource);
                return new JsonObject
                {
                    ["subresource"] = sub, ["responseKind"] = KindOf(about.Group ?? "", about.Group is null ? "" : "v1", about.Kind), ["verbs"] = Words(about.Verbs),
                };
            })]);
        }

        return entry;
    }

    private static (string? Group, string Kind, string[] Verbs) Subresource(string name, ResourceKind resource) => name switch
    {
        "eviction" => ("policy", "Eviction", ["create"]),
        "log" => (null, resource.Kind, ["get"]),
        "scale" => ("autoscaling", "Scale", ["get", "patch", "update"]),
        _ => (null, resource.Kind, ["get", "patch", "update"]),
    };

    private static JsonObject KindOf(string group, string version, string kind) => new() { ["group"] = group, ["version"] = version, ["kind"] = kind };

    private static void AddNames(JsonObject entry, ResourceKind resource)
    {
        if (resource.ShortNames.Count > 0)
        {
            entry["shortNames"] = Words(resource.ShortNames);
        }

        if (resource.Categories.Count > 0)
        {
            entry["categories"] = Words(resource.Categories);
        }
    }

    private static JsonArray Words(IEnumerable<string> words) => new([.. words.Select(JsonNode (word) => word)]);

    private IEnumerable<ResourceKind> Of(string group, string version) =>
        kinds.All.Where(resource => resource.Group == group && resource.Version == version).OrderBy(resource => resource.Plural, StringComparer.Ordinal);
}
