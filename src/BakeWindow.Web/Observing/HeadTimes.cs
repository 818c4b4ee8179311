using BakeWindow.Core.Gate;

namespace BakeWindow.Web.Observing;

/// <summary>The times of the blocks that were seen as heads, for as long as this process remembers: about a day of six-second blocks. A level that was passed over has none.</summary>
public sealed class HeadTimes
{
    private const int Most = 16_384;

    private readonly Lock gate = new();
    private readonly SortedList<int, long> times = [];

    /// <summary>Listens to the board from now on.</summary>
    public HeadTimes(WorldBoard board)
    {
        board.Changed += Take;
        Take(board.Now);
    }

    /// <summary>Known times over the levels from one, included, to another, excluded: level and milliseconds since 1970 in turn, at most so many levels, the newest.</summary>
    public IReadOnlyList<long> Between(int from, int to, int most)
    {
        lock (gate)
        {
            return [.. times.Where(t => t.Key >= from && t.Key < to).TakeLast(most).SelectMany(t => new[] { t.Key, t.Value })];
        }
    }

    private void Take(World world)
    {
        if (world.Chain?.Head is not { } head)
        {
            return;
        }

        lock (gate)
        {
            // A head at or below one that was seen is another branch: what stood above it is not the chain any more.
            while (times.Count > 0 && times.Keys[^1] > head.Level.Value)
            {
                times.RemoveAt(times.Count - 1);
            }

            times[head.Level.Value] = head.Timestamp.ToUnixTimeMilliseconds();
            if (times.Count > Most)
            {
                times.RemoveAt(0);
            }
        }
    }
}
