using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Access;
using BakeWindow.Simulator.Cluster.Admission;

namespace BakeWindow.Simulator.Cluster.Api;

/// <summary>A request as the API room sees it: read from the wire, not yet judged.</summary>
internal sealed record ApiRequest(string Method, string Path, IQueryCollection Query, string? Accept, string? ContentType, ReadOnlyMemory<byte> Body)
{
    /// <summary>Who asks; anonymous until the credentials are read.</summary>
    public Caller Caller { get; init; } = Caller.Anonymous;

    public bool IsWrite => Method is "POST" or "PUT" or "PATCH" or "DELETE";

    public string? Asked(string name) => Query.TryGetValue(name, out var values) && values.Count > 0 && !string.IsNullOrEmpty(values[0]) ? values[0] : null;

    public bool AskedTrue(string name) => Asked(name) is "true" or "1" or "True";

    /// <summary>Warnings for the header of that name, collected on the way.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>What webhooks have said about it.</summary>
    public AdmissionTalk Talk { get; } = new();

    /// <summary>The body as JSON; null where there is none.</summary>
    public JsonNode? Json(string kind) => RequestBodies.Read(this, kind);
}
