using BakeWindow.Core.Chain;

namespace BakeWindow.Core.Rehearsing;

/// <summary>How far a rehearsal is, and what it has found by then; after the last cycle it is whole.</summary>
/// <param name="Done">Cycles that have been gone through.</param>
/// <param name="Of">All of them.</param>
/// <param name="Result">What has been found so far.</param>
public sealed record RehearsalProgress(int Done, int Of, RehearsalResult Result);

/// <summary>What two policies would have done with the same work.</summary>
/// <param name="Today">Under the policy in force.</param>
/// <param name="Edited">Under the other.</param>
/// <param name="Gained">Windows that only the other policy has, in order of time; at most <see cref="MostListed"/>.</param>
/// <param name="Lost">Windows that only the policy in force has; as many.</param>
/// <param name="GainedCount">How many were gained, listed or not.</param>
/// <param name="LostCount">How many were lost.</param>
public sealed record RehearsalResult(
    PolicyOutcome Today, PolicyOutcome Edited, IReadOnlyList<RehearsedWindow> Gained, IReadOnlyList<RehearsedWindow> Lost, int GainedCount, int LostCount)
{
    /// <summary>So many windows of each kind are listed; all are counted.</summary>
    public const int MostListed = 100;
}

/// <summary>What one policy would have done. Losses are measured by the policy in force, whichever acts: who changes the rule must not change the ruler.</summary>
public sealed record PolicyOutcome
{
    /// <summary>What was asked for.</summary>
    public required int Asked { get; init; }

    /// <summary>Each request that was begun, in order of its beginning.</summary>
    public required IReadOnlyList<RehearsedStart> Starts { get; init; }

    /// <summary>Requests whose deadline passed before they were begun.</summary>
    public required IReadOnlyList<RehearsedMiss> Late { get; init; }

    /// <summary>Requests that were still waiting, in time, when the known rights ended.</summary>
    public required int Waiting { get; init; }

    /// <summary>Times at which a person would have had to say yes; each is taken to be given at once.</summary>
    public required int Approvals { get; init; }

    /// <summary>How many were begun.</summary>
    public int Done => Starts.Count;

    /// <summary>Own blocks that these starts lose on average.</summary>
    public double ExpectedBlocks => Starts.Sum(s => s.ExpectedBlocks);

    /// <summary>Own blocks of round 0 that fell into the outages as they were drawn.</summary>
    public int BlocksMet => Starts.Sum(s => s.BlocksMet);

    /// <summary>Levels of attestation that were missed.</summary>
    public int LevelsPaid => Starts.Sum(s => s.LevelsPaid);

    /// <summary>Deadlines that were kept, of those begun and those that passed.</summary>
    public int DeadlinesKept => Starts.Count(s => s.HadDeadline);

    /// <summary>Deadlines that could be judged.</summary>
    public int DeadlinesDue => DeadlinesKept + Late.Count;

    /// <summary>Half waited no longer; null when nothing was begun.</summary>
    public TimeSpan? WaitedP50 => Waited(0.5);

    /// <summary>19 of 20 waited no longer; null when nothing was begun.</summary>
    public TimeSpan? WaitedP95 => Waited(0.95);

    // The smallest waiting time that at least the share did not exceed: with few of them that is one that was seen, not one in between.
    private TimeSpan? Waited(double share) => Starts.Count == 0 ? null
        : Starts.Select(s => s.Waited).Order().ElementAt(Math.Min(Starts.Count - 1, (int)Math.Ceiling(share * Starts.Count) - 1));
}

/// <summary>A request that was begun.</summary>
/// <param name="Id">Which.</param>
/// <param name="Node">On which node.</param>
/// <param name="AskedAt">When it was asked.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Level">The head then.</param>
/// <param name="Need">What was planned with.</param>
/// <param name="Outage">How long it lasted, as drawn.</param>
/// <param name="ExpectedBlocks">Own blocks that such a start loses on average.</param>
/// <param name="BlocksMet">Own blocks of round 0 inside the drawn outage.</param>
/// <param name="LevelsPaid">Levels of attestation missed.</param>
/// <param name="BudgetShare">The share of the cycle's budget that it used.</param>
/// <param name="ApprovedBy">Who said yes: policy, or a person.</param>
/// <param name="HadDeadline">It had a deadline, which was kept.</param>
public sealed record RehearsedStart(
    string Id, string Node, DateTimeOffset AskedAt, DateTimeOffset StartedAt, Level Level, TimeSpan Need, TimeSpan Outage,
    double ExpectedBlocks, int BlocksMet, int LevelsPaid, double BudgetShare, string ApprovedBy, bool HadDeadline)
{
    /// <summary>From the asking to the beginning.</summary>
    public TimeSpan Waited => StartedAt - AskedAt;
}

/// <summary>A request that was not begun in time.</summary>
/// <param name="Id">Which.</param>
/// <param name="Node">On which node.</param>
/// <param name="AskedAt">When it was asked.</param>
/// <param name="Why">What became of it, in words.</param>
public sealed record RehearsedMiss(string Id, string Node, DateTimeOffset AskedAt, string Why);

/// <summary>A window that the usual work of a node fits under one policy and not under the other.</summary>
/// <param name="Node">Whose bakers it is about.</param>
/// <param name="Cycle">The cycle in which it begins.</param>
/// <param name="From">Its first level.</param>
/// <param name="To">The level by which all must be back.</param>
/// <param name="Starts">When it begins, as the chain is replayed.</param>
/// <param name="Guaranteed">What it lasts at least.</param>
/// <param name="Need">What must fit.</param>
public sealed record RehearsedWindow(string Node, Cycle Cycle, Level From, Level To, DateTimeOffset Starts, TimeSpan Guaranteed, TimeSpan Need);
