using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Planning;

/// <summary>
/// What is open and what is closed, for whatever need: the part of a plan that only chain, rights and policy decide. The gate is asked many times between two heads, so it is
/// kept for as long as its chain view lives; whoever asks again with equal facts gets the same answer without the work.
/// </summary>
internal sealed class Outlook
{
    // Nobody asks about more sets of bakers between two heads; whoever does gets every answer reckoned anew, and no memory is spent on it.
    private const int MostKept = 64;

    private static readonly ConditionalWeakTable<ChainView, ConcurrentDictionary<Subject, Outlook>> Kept = [];

    private readonly LossTable losses;

    private Outlook(ChainView chain, IReadOnlyList<BakerRights> bakers, Policy policy)
    {
        Policy = policy;
        Clock = new LevelClock(chain);
        Horizon = Horizon.Of(chain, bakers);
        HardRights = Planning.HardRights.Of(chain, bakers, policy, Horizon.Last);
        Exclusions = Planning.Exclusions.Of(chain, Clock, bakers, HardRights, policy, Horizon);
        Gaps = GapsBetween(chain.Head.Level, Exclusions);
        losses = new LossTable(chain, bakers, policy.MissedRoundProbability, Horizon.Last);
        for (var i = 0; i < Gaps.Count; i++)
        {
            if (LargestGap is not { } largest || Gaps[i].Guaranteed > Gaps[largest].Guaranteed)
            {
                LargestGap = i;
            }
        }
    }

    public Policy Policy { get; }

    public LevelClock Clock { get; }

    public Horizon Horizon { get; }

    /// <summary>In order of level; those that still close something.</summary>
    public IReadOnlyList<HardRight> HardRights { get; }

    /// <summary>In order of their first level; they may overlap.</summary>
    public IReadOnlyList<ExclusionWindow> Exclusions { get; }

    /// <summary>The open spans, in order of level.</summary>
    public IReadOnlyList<Gap> Gaps { get; }

    /// <summary>The index of the longest gap, the first of equals; null when there is none.</summary>
    public int? LargestGap { get; }

    /// <summary>The outlook of these facts, kept or made.</summary>
    /// <exception cref="ArgumentException">No baker is given.</exception>
    public static Outlook Of(ChainView chain, IReadOnlyList<BakerRights> bakers, Policy policy)
    {
        if (bakers.Count == 0)
        {
            throw new ArgumentException("a plan needs at least one baker", nameof(bakers));
        }

        var kept = Kept.GetOrCreateValue(chain);
        var subject = new Subject(bakers, policy);
        if (kept.TryGetValue(subject, out var known))
        {
            return known;
        }

        var made = new Outlook(chain, bakers, policy);
        return kept.Count < MostKept ? kept.GetOrAdd(subject, made) : made;
    }

    /// <summary>What closes the level, the first to be named; null when it is open.</summary>
    public ExclusionWindow? ClosedBy(Level level)
    {
        foreach (var exclusion in Exclusions)
        {
            if (exclusion.From > level)
            {
                break;
            }

            if (level < exclusion.To)
            {
                return exclusion;
            }
        }

        return null;
    }

    /// <summary>All gaps, priced for one outage.</summary>
    public MaintenanceWindow[] Windows(OutageEstimate outage)
    {
        var away = ExpectedLoss.StillAway(Clock, outage.Durations, Policy.WarmUp);
        var windows = new MaintenanceWindow[Gaps.Count];
        for (var i = 0; i < windows.Length; i++)
        {
            windows[i] = Window(Gaps[i], outage, away);
        }

        return windows;
    }

    /// <summary>What is lost by an outage of the length that begins at the level.</summary>
    public MissCost Cost(Level start, TimeSpan outage) => losses.Cost(start, start + Clock.LevelsIn(outage));

    /// <summary>Expected own blocks lost by work that begins at the level and lasts as <see cref="ExpectedLoss.StillAway"/> says.</summary>
    public double ExpectedBlocks(Level start, ReadOnlySpan<double> stillAway) => losses.ExpectedBlocks(start, stillAway);

    /// <summary>The levels of a gap at which to start is worth a thought: its first, and each at which a later round of the baker's has just passed. Between them waiting only brings the next right nearer.</summary>
    public IEnumerable<Level> StartsIn(Gap gap) => losses.LevelsBetween(gap.From, gap.To).Prepend(gap.From);

    private MaintenanceWindow Window(Gap gap, OutageEstimate outage, double[] away) => new()
    {
        From = gap.From,
        To = gap.To,
        OpensEarliest = Clock.Earliest(gap.From),
        OpensExpected = Clock.Expected(gap.From),
        ClosesEarliest = Clock.Earliest(gap.To),
        Guaranteed = gap.Guaranteed,
        Fits = outage.Need <= gap.Guaranteed,
        Cost = Cost(gap.From, outage.Need),
        ExpectedBlocks = losses.ExpectedBlocks(gap.From, away),
    };

    // What is left of [head, ∞) when all exclusions are taken out. The last exclusion is the unknown, which never ends.
    private List<Gap> GapsBetween(Level head, IReadOnlyList<ExclusionWindow> exclusions)
    {
        var gaps = new List<Gap>();
        var open = head;
        foreach (var exclusion in exclusions)
        {
            if (open < exclusion.From)
            {
                gaps.Add(new Gap(open, exclusion.From, Clock.Nominal(open, exclusion.From)));
            }

            open = Level.Max(open, exclusion.To);
        }

        return gaps;
    }

    /// <summary>A maximal open span: from s, included, to e, by which all must be back; it lasts at least so long.</summary>
    internal readonly record struct Gap(Level From, Level To, TimeSpan Guaranteed);

    private readonly record struct Subject(IReadOnlyList<BakerRights> Bakers, Policy Policy)
    {
        public bool Equals(Subject other) => Policy == other.Policy && Bakers.SequenceEqual(other.Bakers);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            foreach (var baker in Bakers)
            {
                hash.Add(baker);
            }

            return hash.ToHashCode();
        }
    }
}
