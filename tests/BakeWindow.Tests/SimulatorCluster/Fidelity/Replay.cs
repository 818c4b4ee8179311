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

    // Time for controllers to see what was done between two steps.
    private static readonly TimeSpan Settles = TimeSpan.FromMilliseconds(30);

    private readonly FakeTimeProvider time = new(Start);
    private readonly Translation translation = new();
    private readonly Comparison comparison;
    private IReadOnlyList<RecordedStep> steps;
    private readonly Dictionary<int, string> skipped = [];
    private readonly Dictionary<int, Func<ClusterHost, Task>> before = [];
    private readonly Dictionary<int, TimeSpan> pauses = [];
    private readonly Dictionary<string, string?> tokens = new(StringComparer.Ordinal);
    private readonly List<Func<ClusterHost, Task>> given = [];
    private SimClusterOptions options = new() { ContainerStart = TimeSpan.FromMilliseconds(500), ContainerStop = TimeSpan.FromMilliseconds(20) };

    public Replay(string file)
    {
        steps = RecordedStep.Load(file);
        comparison = new Comparison(translation);
    }

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
        comparison.LooseMessages.UnionWith(indexes);
        return this;
    }

    /// <summary>Steps of whose answer only the status is compared: the object itself was in another state by the ways of the recorded cluster.</summary>
    public Replay StatusOnly(params int[] indexes)
    {
        comparison.StatusOnly.UnionWith(indexes);
        return this;
    }

    /// <summary>Compares the shape of no object: the recording shows only parts of them. What is a Status is compared whole.</summary>
    public Replay StatusesOnly()
    {
        comparison.AllStatusOnly = true;
        return this;
    }

    /// <summary>What the recording calls by a drawn name: the first of a list here.</summary>
    public Replay Named(int step, string recorded, string list) => Before(step, async host =>
        translation.Say(recorded, (await host.Http.GetFromJsonNodeAsync(list))!["items"]![0]!["metadata"]!["name"]!.ToString()));

    /// <summary>What the recording calls by one word, here by another.</summary>
    public Replay Called(string recorded, string here)
    {
        translation.Say(recorded, here);
        return this;
    }

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
        comparison.LeftOut.AddRange(paths);
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
                await comparison.BodyAsync(step, answer, step.Lines![0]!["event"]);
                answer.Dispose();
            }
            else if (step.IsWatch)
            {
                comparison.Head(step, answer);
                watches.Add((step, ReadLinesAsync(answer), answer));
            }
            else
            {
                await comparison.BodyAsync(step, answer, step.Response!["body"]);
                answer.Dispose();
            }
        }

        var end = watches.Select(watch => (watch.Step.Response!["end"] as JsonObject)?["t"]?.GetValue<double>() ?? 0).DefaultIfEmpty().Max();
        var rest = begin + TimeSpan.FromSeconds(end) - time.GetUtcNow();
        time.Advance(rest > TimeSpan.Zero ? rest : TimeSpan.Zero);
        host.Cluster.DropWatches();
        foreach (var (step, lines, answer) in watches)
        {
            comparison.Lines(step, await lines);
            answer.Dispose();
        }

        Assert.True(comparison.Differences.Count == 0, $"{comparison.Differences.Count} differences:\n{string.Join('\n', comparison.Differences)}");
    }

    private async Task<HttpResponseMessage> SendAsync(ClusterHost host, RecordedStep step)
    {
        var present = (await host.Http.GetFromJsonNodeAsync("/api/v1/namespaces?limit=1"))!["metadata"]!["resourceVersion"]!.ToString();
        using var request = new HttpRequestMessage(new HttpMethod(step.Method), new Uri(translation.Path(step.Path, present), UriKind.Relative));
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
            bytes = body is null ? [] : Encoding.UTF8.GetBytes(translation.Body(body)!.ToJsonString());
        }

        var content = new ByteArrayContent(bytes);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return content;
    }

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
