using System.Text.Json.Nodes;
using BakeWindow.Simulator.Chain;

namespace BakeWindow.Simulator.Rpc;

/// <summary>Errors as nodes tell them: status 500 and an array of errors with ids.</summary>
internal static class RpcErrors
{
    /// <summary>The seed of a cycle is not known: too old, or not drawn yet. In 2019 the error came once per level asked for.</summary>
    public static IResult UnknownSeed(ProtocolVersion protocol, int requested, (int Oldest, int Latest) known, int times = 1) =>
        Failure(Enumerable.Range(0, times).Select(_ => (JsonNode?)new JsonObject
        {
            ["kind"] = "permanent",
            ["id"] = $"proto.{protocol.Id}.seed.unknown_seed",
            ["oldest"] = known.Oldest,
            ["requested"] = requested,
            ["latest"] = known.Latest,
        }));

    /// <summary>The address is not a delegate's.</summary>
    public static IResult NotADelegate(ProtocolVersion protocol, string address) =>
        Failure([new JsonObject { ["kind"] = "temporary", ["id"] = $"proto.{protocol.Id}.delegate.not_registered", ["pkh"] = address }]);

    /// <summary>A parameter's value can't be read: a plain text.</summary>
    public static IResult BadParameter(string name, string value) =>
        Results.Text($"Failed to parse argument '{name}' (\"{(value.Length > 40 ? value[..40] : value)}\")", statusCode: StatusCodes.Status400BadRequest);

    private static IResult Failure(IEnumerable<JsonNode?> errors) =>
        Results.Content(RpcJson.Array(errors).ToJsonString(RpcJson.Options), "application/json", statusCode: StatusCodes.Status500InternalServerError);
}
