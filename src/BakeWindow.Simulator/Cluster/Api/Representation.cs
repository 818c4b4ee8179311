using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Store;

namespace BakeWindow.Simulator.Cluster.Api;

/// <summary>In which form a client wants its answer: whole, metadata only, or as a table. Protobuf and YAML are not spoken; JSON is given where it is taken too.</summary>
internal sealed record Representation(Form Form, string ContentType = "application/json")
{
    private static readonly Representation Whole = new(Form.Whole);

    public static Representation Choose(string? accept)
    {
        if (string.IsNullOrWhiteSpace(accept))
        {
            return Whole;
        }

        foreach (var offer in accept.Split(','))
        {
            var parts = offer.Split(';').Select(part => part.Trim()).ToList();
            if (parts[0] is not ("application/json" or "*/*" or "application/*"))
            {
                continue;
            }

            switch (parts.Find(part => part.StartsWith("as=", StringComparison.Ordinal)))
            {
                case null:
                    return Whole;
                case "as=Table" when parts.Contains("v=v1"):
                    return new Representation(Form.Table);
                case "as=PartialObjectMetadata" or "as=PartialObjectMetadataList" when parts.Contains("v=v1"):
                    return new Representation(Form.Metadata);
                case "as=APIGroupDiscoveryList" when parts.Contains("v=v2"):
                    return new Representation(Form.Discovery, "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
            }
        }

        throw Refusals.NotAcceptable();
    }

    /// <summary>One object in this form.</summary>
    public JsonObject Object(ResourceKind resource, JsonObject body, DateTimeOffset now) => Form switch
    {
        Form.Table => Tables.Of(resource, [body], new JsonObject { ["resourceVersion"] = body.Version() }, now),
        Form.Metadata => MetadataOnly(body),
        _ => resource.Show(body),
    };

    /// <summary>A list in this form.</summary>
    public JsonObject List(ResourceKind resource, IReadOnlyList<JsonObject> bodies, JsonObject listMeta, DateTimeOffset now) => Form switch
    {
        Form.Table => Tables.Of(resource, bodies, listMeta, now),
        Form.Metadata => new JsonObject
        {
            ["kind"] = "PartialObjectMetadataList",
            ["apiVersion"] = "meta.k8s.io/v1",
            ["metadata"] = listMeta,
            ["items"] = new JsonArray([.. bodies.Select(MetadataOnly)]),
        },
        _ => new JsonObject
        {
            ["kind"] = resource.ListKind,
            ["apiVersion"] = resource.GroupVersion,
            ["metadata"] = listMeta,
            ["items"] = new JsonArray([.. bodies.Select(body => Item(resource, body))]),
        },
    };

    public static JsonObject MetadataOnly(JsonObject body) => new()
    {
        ["kind"] = "PartialObjectMetadata", ["apiVersion"] = "meta.k8s.io/v1", ["metadata"] = body.Part("metadata")?.Copy(),
    };

    // Inside a list an item has no kind of its own, except where the kind is a custom one.
    private static JsonObject Item(ResourceKind resource, JsonObject body)
    {
        var item = resource.Show(body).Copy();
        if (resource.Custom is not null)
        {
            return item;
        }

        item.Remove("kind");
        item.Remove("apiVersion");
        return item;
    }
}
