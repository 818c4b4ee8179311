using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Cluster.Api;

/// <summary>Where a list goes on: after which object, in the state of which version (below zero: the state of now).</summary>
internal sealed record ContinueToken(long Version, string After)
{
    public override string ToString() => Convert.ToBase64String(Encoding.UTF8.GetBytes(
        new JsonObject { ["v"] = "meta.k8s.io/v1", ["rv"] = Version, ["start"] = "/" + After + "\0" }.ToJsonString())).TrimEnd('=');

    public static ContinueToken Parse(string text)
    {
        try
        {
            var bytes = Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='));
            var token = JsonNode.Parse(bytes);
            return new ContinueToken(token.Whole("rv") ?? throw new FormatException(), (token.Text("start") ?? throw new FormatException()).Trim('/', '\0'));
        }
        catch (Exception broken) when (broken is FormatException or JsonException)
        {
            throw Refusals.BadRequest("invalid continue token: continue key is not valid: it can't be read");
        }
    }
}
