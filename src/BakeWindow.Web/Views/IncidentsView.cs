using System.Globalization;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Ledger;
using BakeWindow.Core.Rights;

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

        /// <summary>Nothing is known to be lost, and of the present cycle not every outcome is known.</summary>
        CannotSay,

        /// <summary>Nothing was lost, from some cycle on to now.</summary>
        None,

        /// <summary>Something was.</summary>
        Some,
    }

    /// <summary>Losses that are near to one another.</summary>
    /// <param name="Rights">In order of level.</param>
    public sealed record Incident(IReadOnlyList<RightOutcome> Rights)
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
    /// <param name="From">The first cycle of which anything is kept.</param>
    /// <param name="WholeFrom">From this cycle on every due right has its outcome; null: not even in the present cycle.</param>
    /// <param name="Rights">How many own rights have an outcome.</param>
    /// <param name="Gaps">What is not known, in order.</param>
    public sealed record Covered(string Baker, Cycle From, Cycle? WholeFrom, int Rights, IReadOnlyList<Gap> Gaps)
    {
        /// <summary>In words.</summary>
        public string Words => $"{Baker}: from C{From} on, {Count(Rights, "own right")} with {(Rights == 1 ? "its" : "their")} outcome; gaps: {(Gaps.Count == 0 ? "none" : string.Join("; ", Gaps.Select(g => g.Words)))}";
    }

    /// <summary>What is not known of one cycle.</summary>
    /// <param name="Cycle">Which.</param>
    /// <param name="Levels">The levels of due rights without an outcome.</param>
    /// <param name="RightsKnown">False: the rights themselves are not known.</param>
    public sealed record Gap(Cycle Cycle, IReadOnlyList<Level> Levels, bool RightsKnown)
    {
        // More than these are told by their first and last.
        private const int MostNamed = 5;

        /// <summary>In words.</summary>
        public string Words => RightsKnown ? $"{Rights} of C{Cycle}" : $"all of C{Cycle}, whose rights are not known";

        private string Rights => Levels.Count switch
        {
            1 => $"1 right at level {Number(Levels[0])}",
            <= MostNamed => $"{Levels.Count} rights at levels {string.Join(", ", Levels.Select(Number))}",
            _ => $"{Count(Levels.Count, "right")} at levels from {Number(Levels[0])} to {Number(Levels[^1])}",
        };
    }

    /// <summary>Makes the view.</summary>
    /// <param name="losses">Losses, newest first; null: they can't be read.</param>
    /// <param name="coverage">Of what it is known, cycle by cycle.</param>
    /// <param name="nameOf">The name of a baker.</param>
    /// <param name="most">How many losses were asked for.</param>
    /// <param name="problem">Why the records can't be read; null: they can.</param>
    public static IncidentsView From(IReadOnlyList<RightOutcome>? losses, IReadOnlyList<CycleCoverage> coverage, Func<BakerAddress, string> nameOf, int most, string? problem)
    {
        if (losses is null)
        {
            return new IncidentsView { Now = Standing.Failed, Title = "Can’t say", Headline = $"The records can’t be read, so it can’t be said what was missed: {problem ?? "no head is known, so it is not known which chain is meant"}." };
        }

        List<Covered> covered = [.. coverage.GroupBy(c => c.Baker).Select(c => Of(c, nameOf)).OrderBy(c => c.Baker, StringComparer.Ordinal)];
        var incidents = Grouped(losses);
        // Nothing is said of a cycle before everybody's due rights of it, and of all after it, have their outcome.
        var since = covered.Count > 0 && covered.TrueForAll(c => c.WholeFrom is not null) ? covered.Max(c => c.WholeFrom) : null;
        var rights = coverage.Where(c => since is null || c.Cycle >= since).Sum(c => c.Known);
        return new IncidentsView
        {
            Now = incidents.Count > 0 ? Standing.Some : since is null ? Standing.CannotSay : Standing.None,
            Title = incidents.Count > 0 ? $"{losses.Count} missed" : since is null ? "Can’t say" : $"None missed since C{since}",
            Headline = incidents.Count > 0 ? $"{losses.Count} own {(losses.Count == 1 ? "right was" : "rights were")} missed in what was read, in {Count(incidents.Count, "incident")}."
                : since is null ? $"{(rights == 0 ? "No outcome of an own right has been read yet" : $"None was missed of the {Count(rights, "own right")} whose outcome was read, and the present cycle has a gap")}, so it can’t be said that none was missed. They are read as blocks become final."
                : $"None missed since C{since}: {(rights == 0 ? "no own right was due" : $"every own right that was due ({rights.ToString("N0", CultureInfo.InvariantCulture)}) has its outcome")}.{(covered.Exists(c => c.Gaps.Count > 0) ? " What lies in the gaps before is not known." : "")}",
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

    private static List<Incident> Grouped(IReadOnlyList<RightOutcome> losses)
    {
        var groups = new List<List<RightOutcome>>();
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
        List<CycleCoverage> all = [.. cycles.OrderBy(c => c.Cycle)];
        var whole = all.FindLastIndex(c => !c.IsWhole) + 1;
        return new Covered(nameOf(cycles.Key), all[0].Cycle, whole < all.Count ? all[whole].Cycle : null, all.Sum(c => c.Known), [.. all.Where(c => !c.IsWhole).Select(c => new Gap(c.Cycle, c.Unknown, c.RightsKnown))]);
    }

    private static string Count(int number, string what) => $"{number.ToString("N0", CultureInfo.InvariantCulture)} {what}{(number == 1 ? "" : "s")}";
}
