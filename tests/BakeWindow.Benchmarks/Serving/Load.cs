using System.Diagnostics;

namespace BakeWindow.Benchmarks.Serving;

/// <summary>What one slice of load saw.</summary>
/// <param name="PerSecond">Answers a second.</param>
/// <param name="P50">Half of all answers were as quick as this, in ms.</param>
/// <param name="P99">All but one in a hundred were, in ms.</param>
/// <param name="Failed">Answers that were not what was expected.</param>
internal sealed record Slice(double PerSecond, double P50, double P99, int Failed);

/// <summary>A fixed number of callers, each asking again as soon as it has its answer, for a fixed time.</summary>
internal static class Load
{
    public static async Task<Slice> RunAsync(HttpClient client, Func<int, HttpRequestMessage> ask, Func<HttpResponseMessage, bool> right, int callers, TimeSpan time)
    {
        var (watch, failed) = (Stopwatch.StartNew(), 0);
        var all = await Task.WhenAll(Enumerable.Range(0, callers).Select(async caller =>
        {
            var latencies = new List<double>(100_000);
            for (var i = caller; watch.Elapsed < time; i += callers)
            {
                var from = Stopwatch.GetTimestamp();
                using var request = ask(i);
                using var response = await client.SendAsync(request);
                await response.Content.ReadAsByteArrayAsync();
                latencies.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
                if (!right(response))
                {
                    Interlocked.Increment(ref failed);
                }
            }

            return latencies;
        }));
        var sorted = all.SelectMany(l => l).Order().ToList();
        return new Slice(sorted.Count / watch.Elapsed.TotalSeconds, sorted[sorted.Count / 2], sorted[(int)(sorted.Count * 0.99)], failed);
    }

    /// <summary>The slice in the middle, by answers a second.</summary>
    public static Slice Median(IReadOnlyList<Slice> slices) => slices.OrderBy(s => s.PerSecond).ElementAt(slices.Count / 2);
}
