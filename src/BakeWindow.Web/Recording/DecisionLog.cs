using BakeWindow.Storage;

namespace BakeWindow.Web.Recording;

/// <summary>Reads recorded decisions: one, the newest, and who was held back.</summary>
public sealed class DecisionLog(DecisionStore store)
{
    // More refusals than anybody reads; what is beyond is in the list of decisions.
    private const int MostHeld = 2000;

    /// <summary>Who was held back at or after a time, once for each caller, node and right; the newest first.</summary>
    public Task<IReadOnlyList<HeldLine>> HeldSinceAsync(DateTimeOffset since, CancellationToken ct) => HeldBetweenAsync(since, DateTimeOffset.MaxValue, ct);

    /// <summary>The same for a span that is over: a cycle.</summary>
    public async Task<IReadOnlyList<HeldLine>> HeldBetweenAsync(DateTimeOffset since, DateTimeOffset until, CancellationToken ct) =>
        [.. (await store.HeldSinceAsync(since, until, MostHeld, ct))
            .GroupBy(d => (d.Client, d.Node, Cause: d.Right.Length > 0 ? d.Right : d.Reason))
            .Select(same => Line([.. same]))
            .OrderByDescending(l => l.Until)];

    private static HeldLine Line(IReadOnlyList<DecisionEntry> same)
    {
        var newest = same[0];
        return new HeldLine(newest.Id, newest.Client, newest.Node, newest.Reason, newest.Message, same.Min(d => d.At), newest.LastAt, same.Sum(d => d.Repeats + 1))
        {
            Level = newest.Level,
            Right = newest.Right,
            BlocksAtStake = newest.Right.Contains(" bakes ", StringComparison.Ordinal) ? 1 : 0,
        };
    }
}
