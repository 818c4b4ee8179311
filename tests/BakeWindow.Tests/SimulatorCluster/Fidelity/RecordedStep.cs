using System.Text.Json.Nodes;

namespace BakeWindow.Tests.SimulatorCluster.Fidelity;

/// <summary>One step of a recording: a request with the answer of the real server. Without a request it is something that was done outside the API.</summary>
internal sealed record RecordedStep(int Index, double At, string? Caller, JsonObject? Request, JsonObject? Response)
{
    public string Method => Request?["method"]!.GetValue<string>() ?? "";

    public string Path => Request?["path"]!.GetValue<string>() ?? "";

    public JsonNode? Body => Request?["body"];

    public int Status => Response!["status"]!.GetValue<int>();

    public JsonArray? Lines => Response?["lines"] as JsonArray;

    public bool IsWatch => Lines is not null;

    public static IReadOnlyList<RecordedStep> Load(string file)
    {
        var recording = JsonNode.Parse(File.ReadAllText(Recorded.Path("kubernetes", file + ".json")))!;
        return
        [
            .. recording["steps"]!.AsArray().Select((step, index) => new RecordedStep(
                index, step!["t"]?.GetValue<double>() ?? 0, step["caller"]?.GetValue<string>(), step["request"] as JsonObject, step["response"] as JsonObject)),
        ];
    }
}
