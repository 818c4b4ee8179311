using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster;
using Microsoft.Extensions.Time.Testing;

namespace BakeWindow.Tests.SimulatorCluster.Fidelity;

/// <summary>
/// Sends the requests of a recording to a simulated cluster, at their times, and compares the answers: status, the headers that matter, the whole of a Status,
/// the shape of an object, the order of watch lines.
/// </summary>
internal sealed class Replay
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 17, 0, 0, TimeSpan.Zero);
    private static readonly string[] HeadersThatMatter = ["Retry-After", "Warning", "WWW-Authenticate", "Allow"];

    // Time for controllers to see what was done between two steps.
    private static readonly TimeSpan Settles = TimeSpan.FromMilliseconds(30);

    private readonly FakeTimeProvider time = new(Start);
    private IReadOnlyList<RecordedStep> steps;
    private readonly Dictionary<int, string> skipped = [];
    private readonly Dictionary<int, Func<ClusterHost, Task>> before = [];
    private readonly Dictionary<int, TimeSpan> pauses = [];
    private readonly HashSet<int> looseMessages = [];
    private readonly HashSet<int> statusOnly = [];
    private bool allStatusOnly;
    private readonly List<string> leftOut = [];
    private readonly Dictionary<string, string?> tokens = new(StringComparer.Ordinal);
    private readonly List<string> differences = [];
    private readonly List<Func<ClusterHost, Task>> given = [];
    private SimClusterOptions options = new() { ContainerStart = TimeSpan.FromMilliseconds(500), ContainerStop = TimeSpan.FromMilliseconds(20) };

    public Replay(string file) => steps = RecordedStep.Load(file);

    public Translation Translation { get; } = new();

    /// <summary>What stood in the cluster before the recording began; it gets half a minute to settle, and so does what is added after it.</summary>
    public Replay Given(Func<ClusterHost, Task> setUp)
    {
        given.Add(setUp);
        return this;
    }

    public Replay With(Func<SimClusterOptions, SimClusterOptions> change)
    {
        options = change(options);
        return this;
    }

    /// <summary>What was done outside the recorded requests, just before a step.</summary>
    public Replay Before(int step, Func<ClusterHost, Task> act)
    {
        before[step] = act;
        return this;
    }

    public Replay Before(int step, Action<SimCluster> act) => Before(step, host =>
    {
        act(host.Cluster);
        return Task.CompletedTask;
    });

    /// <summary>Waits before a step: what came after it in the recording was quicker once than else.</summary>
    public Replay Pause(int step, TimeSpan pause)
    {
        pauses[step] = pause;
        return this;
    }

    /// <summary>Steps that are not sent, and why.</summary>
    public Replay Skip(string why, params int[] indexes)
    {
        foreach (var index in indexes)
        {
            skipped[index] = why;
        }

        return this;
    }

    /// <summary>Steps of whose answer only status, reason and code are compared: the message holds what can't be alike.</summary>
    public Replay LooseMessage(params int[] indexes)
    {
        looseMessages.UnionWith(indexes);
        return this;
    }

    /// <summary>Steps of whose answer only the status is compared: the object itself was in another state by the ways of the recorded cluster.</summary>
    public Replay StatusOnly(params int[] indexes)
    {
        statusOnly.UnionWith(indexes);
        return this;
    }

    /// <summary>Compares the shape of no object: the recording shows only parts of them. What is a Status is compared whole.</summary>
    public Replay StatusesOnly()
    {
        allStatusOnly = true;
        return this;
    }

    /// <summary>What the recording calls by a drawn name: the first of a list here.</summary>
    public Replay Named(int step, string recorded, string list) => Before(step, async host =>
        Translation.Say(recorded, (await host.Http.GetFromJsonNodeAsync(list))!["items"]![0]!["metadata"]!["name"]!.ToString()));

    /// <summary>Sends two steps of the same moment the other way round: the real server took them so.</summary>
    public Replay Swap(params (int First, int Second)[] pairs)
    {
        var order = steps.ToList();
        foreach (var (first, second) in pairs)
        {
            (order[first], order[second]) = (order[second], order[first]);
        }

        steps = order;
        return this;
    }

    /// <summary>Paths that are not compared in this recording.</summary>
    public Replay LeaveOut(params string[] paths)
    {
        leftOut.AddRange(paths);
        return this;
    }

    /// <summary>The token that a caller of the recording has here; null for none.</summary>
    public Replay As(string caller, string? token)
    {
        tokens[caller] = token;
        return this;
    }

    public async Task HoldsAsync()
    {
        await using var host = await ClusterHost.StartAsync(time, options);
        foreach (var setUp in given)
        {
            await setUp(host);
            time.Advance(TimeSpan.FromSeconds(30));
        }

        var begin = time.GetUtcNow();
        var watches = new List<(RecordedStep Step, Task<List<JsonNode?>> Lines, HttpResponseMessage Answer)>();
        foreach (var step in steps)
        {
            var ahead = begin + TimeSpan.FromSeconds(step.At) - time.GetUtcNow();
            time.Advance(ahead > TimeSpan.Zero ? ahead : TimeSpan.Zero);
            time.Advance(pauses.GetValueOrDefault(step.Index));
            if (before.TryGetValue(step.Index, out var act))
            {
                await act(host);
                time.Advance(Settles);
            }

            if (step.Request is null || skipped.ContainsKey(step.Index))
            {
                continue;
            }

            var answer = await SendAsync(host, step);
            if (step.IsWatch && step.Lines!.Any(line => (line!["event"] ?? line)["type"] is null))
            {
                await CompareAsync(step, answer, step.Lines![0]!["event"]);
                answer.Dispose();
            }
            else if (step.IsWatch)
            {
                CompareHead(step, answer);
                watches.Add((step, ReadLinesAsync(answer), answer));
            }
            else
            {
                await CompareAsync(step, answer, step.Response!["body"]);
                answer.Dispose();
            }
        }

        var end = watches.Select(watch => (watch.Step.Response!["end"] as JsonObject)?["t"]?.GetValue<double>() ?? 0).DefaultIfEmpty().Max();
        var rest = begin + TimeSpan.FromSeconds(end) - time.GetUtcNow();
        time.Advance(rest > TimeSpan.Zero ? rest : TimeSpan.Zero);
        host.Cluster.DropWatches();
        foreach (var (step, lines, answer) in watches)
        {
            CompareLines(step, await lines);
            answer.Dispose();
        }

        Assert.True(differences.Count == 0, $"{differences.Count} differences:\n{string.Join('\n', differences)}");
    }

    private async Task<HttpResponseMessage> SendAsync(ClusterHost host, RecordedStep step)
    {
        var present = (await host.Http.GetFromJsonNodeAsync("/api/v1/namespaces?limit=1"))!["metadata"]!["resourceVersion"]!.ToString();
        using var request = new HttpRequestMessage(new HttpMethod(step.Method), new Uri(Translation.Path(step.Path, present), UriKind.Relative));
        var headers = step.Request!["headers"] as JsonObject ?? [];
        if (step.Body is not null || headers["Content-Type"] is not null)
        {
            request.Content = Content(step.Body, headers["Content-Type"]?.ToString() ?? "application/json");
        }

        if (headers["Accept"] is { } accept)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept.ToString());
        }

        if (step.Caller is { } caller && tokens.TryGetValue(caller, out var token))
        {
            // An empty value keeps the administrator's default from being added.
            request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
            return token is null
                ? await host.Anonymous.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken)
                : await host.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        }

        return await host.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    private ByteArrayContent Content(JsonNode? body, string type)
    {
        byte[] bytes;
        if (body is JsonObject wrapped && wrapped["(protobuf, base64)"] is { } protobuf)
        {
            bytes = Convert.FromBase64String(protobuf.ToString());
        }
        else if (body is JsonValue text && text.GetValueKind() == JsonValueKind.String)
        {
            bytes = Encoding.UTF8.GetBytes(Translation.Unshortened(text.GetValue<string>()));
        }
        else
        {
            bytes = body is null ? [] : Encoding.UTF8.GetBytes(Translation.Body(body)!.ToJsonString());
        }

        var content = new ByteArrayContent(bytes);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return content;
    }

    private void CompareHead(RecordedStep step, HttpResponseMessage answer)
    {
        Compare(step, "status", step.Status.ToString(System.Globalization.CultureInfo.InvariantCulture), ((int)answer.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture));
        var headers = step.Response!["headers"] as JsonObject ?? [];
        Compare(step, "Content-Type", headers["Content-Type"]?.ToString() ?? "", answer.Content.Headers.NonValidated.TryGetValues("Content-Type", out var type) ? type.ToString() : "");
        foreach (var name in HeadersThatMatter)
        {
            Compare(step, name, headers[name]?.ToString() ?? "", answer.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : "");
        }
    }

    private async Task CompareAsync(RecordedStep step, HttpResponseMessage answer, JsonNode? recorded)
    {
        CompareHead(step, answer);
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
            differences.Add($"{Title(step)}: no JSON: {text}");
            return;
        }

        Translation.Learn(document, simulated);
        if (document["kind"]?.ToString() == "Status")
        {
            CompareStatus(step, document, simulated);
        }
        else if (!allStatusOnly && !statusOnly.Contains(step.Index))
        {
            differences.AddRange(Shape.Differences(document, simulated, leftOut).Select(difference => $"{Title(step)}: {difference}"));
        }
    }

    private void CompareStatus(RecordedStep step, JsonObject recorded, JsonNode? simulated)
    {
        foreach (var name in (string[])["status", "reason", "code"])
        {
            Compare(step, name, recorded[name]?.ToString() ?? "", simulated?[name]?.ToString() ?? "");
        }

        if (looseMessages.Contains(step.Index))
        {
            return;
        }

        Compare(step, "message", Translation.Nameless(recorded["message"]?.ToString() ?? ""), Translation.Nameless(simulated?["message"]?.ToString() ?? ""));
        Compare(step, "details", Sorted(Once(Translation.Body(recorded["details"]))), Sorted(simulated?["details"]));
    }

    private void CompareLines(RecordedStep step, List<JsonNode?> simulated)
    {
        Translation.LearnNames(step.Lines!.Select(line => line!["event"] ?? line), simulated);
        var recorded = step.Lines!.Select(line => Translation.Body(line!["event"] ?? line)).ToList();
        RestoreSpecs(recorded);
        foreach (var (name, expected, actual) in Signature.SideBySide(recorded, simulated))
        {
            if (!expected.SequenceEqual(actual, StringComparer.Ordinal))
            {
                differences.Add($"{Title(step)}: the lines of {name} differ\n  recorded:\n    {string.Join("\n    ", expected)}\n  simulated:\n    {string.Join("\n    ", actual)}");
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
            differences.Add($"{Title(step)}: {what}: recorded \"{Short(recorded)}\", simulated \"{Short(simulated)}\"");
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

    private static async Task<List<JsonNode?>> ReadLinesAsync(HttpResponseMessage answer)
    {
        var lines = new List<JsonNode?>();
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            lines.Add(JsonNode.Parse(line));
        }

        return lines;
    }
}
