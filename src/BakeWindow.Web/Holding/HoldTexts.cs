using System.Globalization;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Time;
using BakeWindow.Web.Maintaining;

namespace BakeWindow.Web.Holding;

/// <summary>What the two forms read alike.</summary>
internal static class HoldTexts
{
    public const int MostReason = 160;

    public static string NoSuchNode(World world, string node) => world.Cluster is not { } cluster
        ? "no cluster is configured, so there is no node to name"
        : cluster.Nodes.Count == 0
            ? "the cluster is not being seen, so no node is known"
            : $"\"{RequestForm.Shown(node)}\" is none; there are {string.Join(", ", cluster.Nodes.Keys.Order(StringComparer.Ordinal).Take(20))}";

    /// <summary>A duration from now, or an instant that says its offset.</summary>
    public static DateTimeOffset? End(string field, string? text, DateTimeOffset now, SortedDictionary<string, string> mistakes, string missing)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            mistakes[field] = missing;
            return null;
        }

        text = text.Trim();
        if (DurationText.TryParse(text, out var duration, out _))
        {
            return duration > TimeSpan.FromDays(366) ? now.AddDays(366) : now + duration;
        }

        // An instant without an offset would silently be somebody's local time.
        if (text.Length <= 40 && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var instant)
            && (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > text.IndexOf('T', StringComparison.Ordinal)))
        {
            return instant;
        }

        mistakes[field] = $"\"{RequestForm.Shown(text)}\" is neither a duration nor an instant; write 2h, or 2026-12-24T18:00:00Z with its offset";
        return null;
    }
}
