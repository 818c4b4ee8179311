namespace BakeWindow.Web.Views;

/// <summary>How long outages of one node lasted: from the first eviction to the proof that the baker was back.</summary>
/// <param name="Node">The node.</param>
/// <param name="Count">How many were measured.</param>
/// <param name="Median">p50.</param>
/// <param name="P95">p95: the longest while there are fewer than twenty.</param>
public sealed record RecoveryTimes(string Node, int Count, TimeSpan Median, TimeSpan P95)
{
    /// <summary>For each node that has any, in order of name.</summary>
    public static IReadOnlyList<RecoveryTimes> From(IReadOnlyDictionary<string, IReadOnlyList<TimeSpan>> samples) =>
        [.. samples.Where(s => s.Value.Count > 0).OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => new RecoveryTimes(s.Key, s.Value.Count, Rank(s.Value, 0.5), Rank(s.Value, 0.95)))];

    // The nearest rank, which is one that was measured.
    private static TimeSpan Rank(IReadOnlyList<TimeSpan> all, double share) => all.Order().ElementAt(Math.Clamp((int)Math.Ceiling(share * all.Count) - 1, 0, all.Count - 1));
}
