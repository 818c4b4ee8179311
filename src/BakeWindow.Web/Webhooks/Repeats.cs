using System.Collections.Concurrent;

namespace BakeWindow.Web.Webhooks;

/// <summary>What was said lately: a drain asks every five seconds, and need not be told of as often.</summary>
internal sealed class Repeats
{
    private const int Most = 1000;
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, DateTimeOffset> said = new(StringComparer.Ordinal);

    /// <summary>True when this was not said in the last minutes; then it counts as said now.</summary>
    public bool IsNews(string what, DateTimeOffset now)
    {
        if (said.TryGetValue(what, out var last) && now - last < Again)
        {
            return false;
        }

        if (said.Count >= Most)
        {
            said.Clear();
        }

        said[what] = now;
        return true;
    }
}
