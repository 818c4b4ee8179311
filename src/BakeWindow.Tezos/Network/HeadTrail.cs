using BakeWindow.Core.Chain;

namespace BakeWindow.Tezos.Network;

/// <summary>The hashes of a node's last blocks, as its heads told them: to notice two nodes on different chains.</summary>
internal sealed class HeadTrail
{
    private const int Kept = 64;

    private readonly SortedDictionary<int, string> hashes = [];

    /// <summary>Takes in a head. Where it does not stand on what was seen before, a reorganisation took place, and older hashes can't be trusted.</summary>
    public void Add(Head head)
    {
        var level = head.Level.Value;
        if (head.Predecessor.Length == 0 || (hashes.TryGetValue(level - 1, out var before) && before != head.Predecessor))
        {
            hashes.Clear();
        }

        foreach (var stale in hashes.Keys.Where(l => l >= level || l < level - Kept).ToArray())
        {
            hashes.Remove(stale);
        }

        hashes[level] = head.Hash;
        if (head.Predecessor.Length > 0)
        {
            hashes[level - 1] = head.Predecessor;
        }
    }

    /// <summary>The highest level up to <paramref name="final"/> at which the other trail has another hash; null when none is known.</summary>
    public Level? Conflict(HeadTrail other, Level final)
    {
        foreach (var (level, hash) in hashes.Reverse())
        {
            if (level <= final.Value && other.hashes.TryGetValue(level, out var theirs) && theirs != hash)
            {
                return new Level(level);
            }
        }

        return null;
    }

    /// <summary>The hash at a level; null when it was not seen.</summary>
    public string? At(Level level) => hashes.GetValueOrDefault(level.Value);
}
