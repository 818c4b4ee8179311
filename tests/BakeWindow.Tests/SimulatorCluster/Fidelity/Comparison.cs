using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BakeWindow.Tests.SimulatorCluster.Fidelity;

/// <summary>Holds the simulator's answers against the recorded ones and collects what differs.</summary>
internal sealed class Comparison(Translation translation)
{
    private static readonly string[] HeadersThatMatter = ["Retry-After", "Warning", "WWW-Authenticate", "Allow"];

    public List<string> Differences { get; } = [];

    /// <summary>Steps whose message isn't compared.</summary>
    public HashSet<int> LooseMessages { get; } = [];

    /// <summary>Steps whose object isn't compared.</summary>
    public HashSet<int> StatusOnly { get; } = [];

    /// <summary>No object is compared.</summary>
    public bool AllStatusOnly { get; set; }

    /// <summary>Paths that aren't compared.</summary>
    public List<string> LeftOut { get; } = [];

    /// <summary>Status and the headers that matter.</summary>
    public void Head(RecordedStep step, HttpResponseMessage answer)
    {
        Compare(step, "status", step.Status.ToString(CultureInfo.InvariantCulture), ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture));
        var headers = step.Response!["headers"] as JsonObject ?? [];
        Compare(step, "Content-Type", headers["Content-Type"]?.ToString() ?? "", answer.Content.Headers.NonValidated.TryGetValues("Content-Type", out var type) ? type.ToString() : "");
        foreach (var name in HeadersThatMatter)
        {
            Compare(step, name, headers[name]?.ToString() ?? "", answer.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : "");
        }
    }

    /// <summary>A whole answer.</summary>
    public async Task BodyAsync(RecordedStep step, HttpResponseMessage answer, JsonNode? recorded)
    {
        Head(step, answer);
        if ((int)answer.StatusCode != step.Status)
        {
            return;
        }

        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        if (recorded is not JsonObject document)
        {
            Compare(step, "text", recorded?.ToString() ?? "", text);
            return;
        }

        JsonNode? simulated;
        try
        {
            simulated = JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            Differences.Add($"{Title(step)}: no JSON: {text}");
            return;
        }

        translation.Learn(document, simulated);
        if (document["kind"]?.ToString() == "Status")
        {
            CompareStatus(step, document, simulated);
        }
        else if (!AllStatusOnly && !StatusOnly.Contains(step.Index))
        {
            Differences.AddRange(Shape.Differences(document, simulated, LeftOut).Select(difference => $"{Title(step)}: {difference}"));
        }
    }

    private void CompareStatus(RecordedStep step, JsonObject recorded, JsonNode? simulated)
    {
        foreach (var name in (string[])["status", "reason", "code"])
        {
            Compare(step, name, recorded[name]?.ToString() ?? "", simulated?[name]?.ToString() ?? "");
        }

        if (LooseMessages.Contains(step.Index))
        {
            return;
        }

        Compare(step, "message", Translation.Nameless(translation.Words(recorded["message"]?.ToString() ?? "")), Translation.Nameless(simulated?["message"]?.ToString() ?? ""));
        Compare(step, "details", Sorted(Once(translation.Body(recorded["details"]))), Sorted(simulated?["details"]));
    }

    /// <summary>The lines of a watch.</summary>
    public void Lines(RecordedStep step, List<JsonNode?> simulated)
    {
        translation.LearnNames(step.Lines!.Select(line => line!["event"] ?? line), simulated);
        var recorded = step.Lines!.Select(line => translation.Body(line!["event"] ?? line)).ToList();
        RestoreSpecs(recorded);
        foreach (var (name, expected, actual) in Signature.SideBySide(recorded, simulated))
        {
            if (!expected.SequenceEqual(actual, StringComparer.Ordinal))
            {
                Differences.Add($"{Title(step)}: the lines of {name} differ\n  recorded:\n    {string.Join("\n    ", expected)}\n  simulated:\n    {string.Join("\n    ", actual)}");
            }
        }
    }

    // The recording says "<unchanged>" where a spec is that of the line before.
    private static void RestoreSpecs(List<JsonNode?> lines)
    {
        var specs = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        foreach (var about in lines.Select(line => line!["object"]!))
        {
            var uid = about["metadata"]?["uid"]?.ToString() ?? "";
            if (about["spec"] is JsonObject spec)
            {
                specs[uid] = spec;
            }
            else if (about["spec"] is not null && specs.TryGetValue(uid, out var known))
            {
                about["spec"] = known.DeepClone();
            }
        }
    }

    private void Compare(RecordedStep step, string what, string recorded, string simulated)
    {
        if (recorded != simulated)
        {
            Differences.Add($"{Title(step)}: {what}: recorded \"{Short(recorded)}\", simulated \"{Short(simulated)}\"");
        }
    }

    private static string Short(string text) => text.Length > 600 ? text[..600] + "…" : text;

    private static string Title(RecordedStep step) => $"step {step.Index} {step.Method} {step.Path}";

    // The server finds the same mistake two or four times when it updates; the simulator says it once.
    private static JsonNode? Once(JsonNode? details)
    {
        if (details?["causes"] is JsonArray causes)
        {
            details["causes"] = new JsonArray([.. causes.DistinctBy(cause => cause!.ToJsonString()).Select(cause => cause!.DeepClone())]);
        }

        return details;
    }

    // The order of properties means nothing.
    private static string Sorted(JsonNode? node) => node switch
    {
        JsonObject part => "{" + string.Join(',', part.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"\"{pair.Key}\":{Sorted(pair.Value)}")) + "}",
        JsonArray list => "[" + string.Join(',', list.Select(Sorted)) + "]",
        null => "null",
        _ => node.ToJsonString(),
    };
}
