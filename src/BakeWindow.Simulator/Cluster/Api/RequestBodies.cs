using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Cluster.Api;

/// <summary>Reads what clients send: JSON, and protobuf where kubectl sends it (DeleteOptions of drain --disable-eviction).</summary>
internal static class RequestBodies
{
    /// <summary>The server's own limit.</summary>
    public const int Limit = 3 * 1024 * 1024;

    public static JsonNode? Read(ApiRequest request, string kind)
    {
        var type = (request.ContentType ?? "application/json").Split(';')[0].Trim();
        if (type == "application/vnd.kubernetes.protobuf" && kind == "DeleteOptions")
        {
            return DeleteOptionsProtobuf.Read(request.Body.Span);
        }

        if (type is not ("application/json" or "*/*" or ""))
        {
            throw Refusals.UnknownBody();
        }

        try
        {
            return JsonNode.Parse(request.Body.Span);
        }
        catch (JsonException)
        {
            var text = request.Body.IsEmpty ? "<empty>" : Encoding.UTF8.GetString(request.Body.Span);
            throw Refusals.BadRequest(
                $"the object provided is unrecognized (must be of type {kind}): couldn't get version/kind; json parse error: {GoWords.ForJson(request.Body.Span)} ({text})");
        }
    }

    /// <summary>The body as an object of the kind, or the refusal that the server gives for what isn't one.</summary>
    public static JsonObject ReadObject(ApiRequest request, string kind) =>
        Read(request, kind) as JsonObject
        ?? throw Refusals.BadRequest($"the object provided is unrecognized (must be of type {kind}): couldn't get version/kind; json parse error: json: cannot unmarshal into an object");
}
