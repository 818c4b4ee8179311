using System.Globalization;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;
using BakeWindow.Storage;

namespace BakeWindow.Web.Views;

/// <summary>What the page <i>Incidents</i> shows: which own rights were lost, and how far anybody has looked. Follows from (losses, coverage, head) alone.</summary>
public sealed record IncidentsView
{
    // Losses that are nearer than this to one another are most likely of one outage.
    private const int Together = 30;

    /// <summary>How the page stands.</summary>
    public required Standing Now { get; init; }

    /// <summary>The page's title: the state first.</summary>
    public required string Title { get; init; }

    /// <summary>The state in a sentence, with its proof.</summary>
    public required string Headline { get; init; }

    /// <summary>Incidents, newest first.</summary>
    public IReadOnlyList<Incident> Incidents { get; init; } = [];

    /// <summary>What was looked at, baker by baker.</summary>
    public IReadOnlyList<Covered> Coverage { get; init; } = [];

    /// <summary>True when there are more losses than are shown.</summary>
    public bool Cut { get; init; }

    /// <summary>Before the records were read.</summary>
    public static IncidentsView Loading { get; } = new() { Now = Standing.Loading, Title = "Reading", Headline = "The records are being read." };

    /// <summary>How the page stands.</summary>
    public enum Standing
    {
        /// <summary>The records are being read.</summary>
        Loading,

        /// <summary>The records can't be read.</summary>
        Failed,

        /// <summary>Nobody has looked at any level yet, or no chain is known.</summary>
        CannotSay,

        /// <summary>Nothing was lost in what was looked at.</summary>
        None,

        /// <summary>Something was.</summary>
        Some,
    }

    /// <summary>Losses that are near to one another.</summary>
    /// <param name="Rights">In order of level.</param>
    public sealed record Incident(IReadOnlyList<MissedRight> Rights)
    {
        /// <summary><c>I-</c> and the level of the first loss: it stays the same as long as that loss stands in the records.</summary>
        public string Id => string.Create(CultureInfo.InvariantCulture, $"I-{Rights[0].Level.Value}");

        /// <summary>The first level.</summary>
        public Level First => Rights[0].Level;

        /// <summary>The last level.</summary>
        public Level Last => Rights[^1].Level;

        /// <summary>In a few words.</summary>
        /// <param name="nameOf">The name of a baker.</param>
        public string Words(Func<BakerAddress, string> nameOf) => Rights.Count == 1
            ? $"missed block {Number(First)} ({nameOf(Rights[0].Baker)}, round {Rights[0].Round})"
            : $"missed {Rights.Count} blocks from {Number(First)} to {Number(Last)} ({string.Join(", ", Rights.Select(r => nameOf(r.Baker)).Distinct())})";
    }

    /// <summary>How far one baker's rights were followed.</summary>
    /// <param name="Baker">Its name.</param>
    /// <param name="From">The first cycle that was looked at.</param>
    /// <param name="Read">Spans of levels that were read, in order.</param>
    /// <param name="Gaps">Spans between them that nobody read.</param>
    /// <param name="Rights">How many own rights have an outcome.</param>
    public sealed record Covered(string Baker, Cycle From, IReadOnlyList<(Level First, Level Last)> Read, IReadOnlyList<(Level First, Level Last)> Gaps, int Rights)
    {
        /// <summary>In words.</summary>
        public string Words => $"{Baker}: levels {Spans(Read)} were read, {Rights.ToString("N0", CultureInfo.InvariantCulture)} own rights with their outcome; gaps: {(Gaps.Count == 0 ? "none" : Spans(Gaps))}";

        private static string Spans(IReadOnlyList<(Level First, Level Last)> spans) => string.Join(", ", spans.Select(s => $"{Number(s.First)} to {Number(s.Last)}"));
    }

    /// <summary>Makes the view.</summary>
    /// <param name="losses">Losses, newest first; null: they can't be read.</param>
    /// <param name="coverage">What was looked at.</param>
    /// <param name="nameOf">The name of a baker.</param>
    /// <param name="most">How many losses were asked for.</param>
    /// <param name="problem">Why the records can't be read; null: they can.</param>
    public static IncidentsView From(IReadOnlyList<MissedRight>? losses, IReadOnlyList<CycleCoverage> coverage, Func<BakerAddress, string> nameOf, int most, string? problem)
    {
        if (losses is null)
        {
            return new IncidentsView { Now = Standing.Failed, Title = "Can’t say", Headline = $"The records can’t be read, so it can’t be said what was missed: {problem ?? "no head is known, so it is not known which chain is meant"}." };
        }

        List<Covered> covered = [.. coverage.GroupBy(c => c.Baker).Select(c => Of(c, nameOf)).OrderBy(c => c.Baker, StringComparer.Ordinal)];
        var incidents = Grouped(losses);
        var gaps = covered.Exists(c => c.Gaps.Count > 0);
        return new IncidentsView
        {
            Now = incidents.Count > 0 ? Standing.Some : covered.Count == 0 ? Standing.CannotSay : Standing.None,
            Title = incidents.Count > 0 ? $"{losses.Count} missed" : covered.Count == 0 ? "Can’t say" : gaps ? "None missed in what was read" : "None missed",
            Headline = incidents.Count > 0 ? $"{losses.Count} own {(losses.Count == 1 ? "right was" : "rights were")} missed in what was read, in {incidents.Count} {(incidents.Count == 1 ? "incident" : "incidents")}."
                : covered.Count == 0 ? "No outcome of an own right has been read yet, so it can’t be said that none was missed. They are read as blocks become final."
                : $"None missed since C{covered.Min(c => c.From)} in what was read{(gaps ? "; what lies in the gaps is not known" : "")}.",
            Incidents = incidents,
            Coverage = covered,
            Cut = losses.Count >= most,
        };
    }

    /// <summary>The incident of an id: <c>I-15175230</c>, or any level between its first and its last; null when there is none.</summary>
    public Incident? Find(string id) =>
        id.StartsWith("I-", StringComparison.OrdinalIgnoreCase) && int.TryParse(id.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var level)
            ? Incidents.FirstOrDefault(i => i.First.Value <= level && level <= i.Last.Value)
            : null;

    internal static string Number(Level level) => level.Value.ToString("N0", CultureInfo.InvariantCulture);

    private static List<Incident> Grouped(IReadOnlyList<MissedRight> losses)
    {
        var groups = new List<List<MissedRight>>();
        foreach (var loss in losses.OrderBy(l => l.Level).ThenBy(l => l.Baker.Value, StringComparer.Ordinal))
        {
            if (groups is [.., [.., var last] open] && loss.Level - last.Level <= Together)
            {
                open.Add(loss);
            }
            else
            {
                groups.Add([loss]);
            }
        }

        groups.Reverse();
        return [.. groups.Select(g => new Incident(g))];
    }

    private static Covered Of(IGrouping<BakerAddress, CycleCoverage> cycles, Func<BakerAddress, string> nameOf)
    {
        var read = new List<(Level First, Level Last)>();
        var gaps = new List<(Level First, Level Last)>();
        foreach (var cycle in cycles.Where(c => c.Seen >= c.Span.First).OrderBy(c => c.Span.First))
        {
            var last = Level.Min(cycle.Seen, cycle.Span.Last);
            if (read is [.., var before] && before.Last + 1 >= cycle.Span.First)
            {
                read[^1] = (before.First, Level.Max(before.Last, last));
                continue;
            }

            if (read is [.., var earlier])
            {
                gaps.Add((earlier.Last + 1, cycle.Span.First - 1));
            }

            read.Add((cycle.Span.First, last));
        }

        return new Covered(nameOf(cycles.Key), cycles.Min(c => c.Span.Cycle), read, gaps, cycles.Sum(c => c.Outcomes));
    }
}
