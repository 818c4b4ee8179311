using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace BakeWindow.Benchmarks.Serving;

/// <summary>From a block that a Tezos node tells to the change of a PodDisruptionBudget that a watch shows, both seen from outside by one clock.</summary>
internal static class HeadToBudget
{
    public static async Task MeasureAsync(string simulator, TimeSpan time)
    {
        using var end = new CancellationTokenSource(time);
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        var heads = new ConcurrentQueue<long>();
        var changes = new ConcurrentQueue<long>();
        var chain = ReadAsync(http, $"{simulator}/tezos/node-a/monitor/heads/main", _ => heads.Enqueue(Stopwatch.GetTimestamp()), end.Token);
        var said = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        var budgets = ReadAsync(http, $"{simulator}/as/admin/apis/policy/v1/poddisruptionbudgets?watch=true&timeoutSeconds=3600", line =>
        {
            var budget = JsonNode.Parse(line)!["object"]!;
            var (name, open) = ((string)budget["metadata"]!["name"]!, $"{budget["spec"]?["maxUnavailable"]}");
            // What it says at first, and changes of its status, are no answers to a head.
            if (said.TryGetValue(name, out var before) && before != open)
            {
                changes.Enqueue(Stopwatch.GetTimestamp());
            }

            said[name] = open;
        }, end.Token);
        await Task.WhenAll(chain, budgets);
        var all = heads.ToArray();
        // A change that comes more than a second after the last head was due to time alone (the need no longer fits), which is looked at every 5 s.
        var delays = changes.Select(c => all.Where(h => h <= c).Select(h => Stopwatch.GetElapsedTime(h, c).TotalMilliseconds).DefaultIfEmpty(double.NaN).Last()).Order().ToList();
        var byHead = delays.Where(d => d < 1_000).ToList();
        Console.WriteLine(byHead.Count == 0
            ? "no budget changed with a head"
            : string.Create(CultureInfo.InvariantCulture, $"head to changed budget: {byHead.Count} of {delays.Count} changes within a second of a head, p50 {byHead[byHead.Count / 2]:0} ms, p99 {byHead[(int)(byHead.Count * 0.99)]:0} ms, worst {byHead[^1]:0} ms; the others followed the clock"));
    }

    private static async Task ReadAsync(HttpClient http, string url, Action<string> take, CancellationToken ct)
    {
        try
        {
            await using var stream = await http.GetStreamAsync(new Uri(url), ct);
            using var reader = new StreamReader(stream);
            while (await reader.ReadLineAsync(ct) is { } line)
            {
                if (line.Length > 0)
                {
                    take(line);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException || ct.IsCancellationRequested)
        {
            // The time is over.
        }
    }
}
