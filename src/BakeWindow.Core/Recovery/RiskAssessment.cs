using BakeWindow.Core.Alerting;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Recovery;

/// <summary>
/// Which rights fall into the time that recovery takes: P(still down at the right's earliest time less the warm-up | down since then), from the conditional survival of the learned distribution.
/// What has one cause (machine, pods, Tezos node) comes back together; the path to the key comes back by itself, and the baker is back when both are.
/// </summary>
public static class RiskAssessment
{
    /// <summary>Rights below this chance are not named.</summary>
    public const double NamedFrom = 0.02;

    /// <summary>From here on a right is at risk, and the alert urgent.</summary>
    public const double AtRiskFrom = 0.1;

    /// <summary>From here on it is likely lost.</summary>
    public const double LikelyFrom = 0.5;

    /// <summary>The chance of losing a cycle's attesting pay from which the alert is urgent.</summary>
    public const double BudgetFrom = 0.05;

    // A level's worth of looking ahead is cheap, and beyond so many nobody knows how long it lasts anyway.
    private const int MostLevels = 2_000;

    /// <summary>One assessment for each baker of whom something is down that nobody was allowed to take down.</summary>
    public static IReadOnlyList<BakerRisk> Of(World world, IReadOnlyList<Fault> faults, RecoveryKnowledge knowledge, DateTimeOffset now) =>
    [
        .. faults.GroupBy(f => f.Baker).Where(g => g.Any(f => !f.Allowed)).OrderBy(g => g.Key.Value, StringComparer.Ordinal).Select(g => Assess(world, g.Key, [.. g], knowledge, now)),
    ];

    private static BakerRisk Assess(World world, BakerAddress baker, IReadOnlyList<Fault> faults, RecoveryKnowledge knowledge, DateTimeOffset now)
    {
        var returns = Returns(faults, knowledge, now);
        double Away(DateTimeOffset at) => returns.Aggregate(0d, (still, r) => 1 - ((1 - still) * (1 - r.Estimate.Durations.StillAway(now - r.Since, at - r.Since))));
        var since = faults.Min(f => f.Since);
        var risk = new BakerRisk
        {
            Baker = baker,
            Since = since,
            SinceLevel = faults.Min(f => f.SinceLevel?.Value) is { } level ? new Level(level) : null,
            Faults = faults,
            LeftP50 = Left(Away, now, 0.5) ?? TimeSpan.Zero,
            LeftP95 = Left(Away, now, 0.05),
            Source = string.Join("; ", returns.Select(r => $"{r.Of}: {r.Estimate.Source}")),
            Advice = RiskAdvice.Of(faults),
            Severity = AlertSeverity.Critical,
        };
        if (world.Chain is not { } chain)
        {
            return risk with { CannotKnow = "no head is known, so it can't be said which rights are near" };
        }

        if (world.Bakers.FirstOrDefault(b => b.Baker == baker) is not { Rights: { } rights } facts)
        {
            return risk with { CannotKnow = "its rights are not known: " + (world.Bakers.FirstOrDefault(b => b.Baker == baker)?.RightsProblem ?? "they were not read yet") };
        }

        return Price(risk, world.Policy, chain, rights, Away);
    }

    // The machine that died, or if none did whatever went first, says by which cause the baker's own parts come back.
    private static List<(string Of, DateTimeOffset Since, RecoveryEstimate Estimate)> Returns(IReadOnlyList<Fault> faults, RecoveryKnowledge knowledge, DateTimeOffset now)
    {
        var returns = new List<(string, DateTimeOffset, RecoveryEstimate)>();
        List<Fault> own = [.. faults.Where(f => f.Kind is not FaultKind.Signer)];
        if (own.Count > 0)
        {
            var first = own.OrderBy(f => f.Cause is RecoveryCause.NodeDeath ? 0 : f.Cause is RecoveryCause.Unknown ? 2 : 1).ThenBy(f => f.Since).First();
            returns.Add(("the baker", own.Min(f => f.Since), knowledge.Of(first.Cause, first.Workload)));
        }

        if (faults.FirstOrDefault(f => f.Kind is FaultKind.Signer) is { } signer)
        {
            returns.Add(("the signer", signer.Since < now ? signer.Since : now, new RecoveryEstimate(DurationDistribution.From(knowledge.Prior), 0, "the policy's prior; a path to a key heals when somebody mends it")));
        }

        return returns;
    }

    private static BakerRisk Price(BakerRisk risk, Policy policy, ChainView chain, BakerRights rights, Func<DateTimeOffset, double> away)
    {
        var clock = new LevelClock(chain);
        var head = chain.Head.Level;
        var last = head;
        while (last - head < MostLevels && away(clock.Earliest(last + 1) - policy.WarmUp) >= NamedFrom / 4)
        {
            last += 1;
        }

        var first = (risk.SinceLevel ?? head) + 1;
        var named = new List<RightAtRisk>();
        var expected = 0d;
        foreach (var hard in HardRights.Between(chain, [rights], policy, first, last).Where(r => r.Level <= rights.Sheet.Last))
        {
            var come = hard.Level <= head;
            DateTimeOffset? earliest = come ? null : clock.Earliest(hard.Level, hard.Round);
            var p = earliest is { } at ? away(at - policy.WarmUp) : 1;
            expected += p;
            if (p >= NamedFrom)
            {
                named.Add(new RightAtRisk(hard.Kind, hard.Level, hard.Round, earliest, p));
            }
        }

        named.AddRange(Nonces(rights, chain, clock, away));
        var unknown = last > rights.Sheet.Last ? $"rights are known to level {rights.Sheet.Last} only" : null;
        var tenderbake = chain.Constants.Era is ConsensusEra.Tenderbake;
        var (missed, left, whole) = tenderbake ? Budget(rights, chain) : (0, null, null);
        var levels = tenderbake ? rights.Sheet.Attesting(first, head).Levels : 0d;
        for (var level = head + 1; tenderbake && level <= last; level += 1)
        {
            levels += away(clock.Earliest(level)) * rights.Sheet.Attesting(level, level).Levels;
        }

        var gone = left is not { } l ? 0 : l <= 0 ? 0 : away(clock.Earliest(head + (int)Math.Min(l, int.MaxValue / 4)));
        named.Sort((a, b) => a.Level != b.Level ? a.Level.CompareTo(b.Level) : a.Kind.CompareTo(b.Kind));
        return risk with
        {
            CannotKnow = unknown,
            Rights = named,
            ExpectedRights = expected,
            AttestationLevels = levels,
            BudgetShare = whole is > 0 ? levels / whole : null,
            BudgetGone = gone,
            AttestingPayMutez = rights.Participation?.ExpectedRewardMutez,
            Severity = named.Exists(r => r.Probability >= AtRiskFrom) || gone >= BudgetFrom || unknown is not null || missed < 0 ? AlertSeverity.Critical : AlertSeverity.Warning,
        };
    }

    // A nonce that can be revealed now, or whose time comes while it may still be down, is named whatever its chance: losing one costs a cycle's pay.
    private static IEnumerable<RightAtRisk> Nonces(BakerRights rights, ChainView chain, LevelClock clock, Func<DateTimeOffset, double> away)
    {
        var head = chain.Head.Level;
        foreach (var nonce in rights.Nonces.Where(n => !n.Revealed && n.Until > head + 1))
        {
            if (nonce.From <= head || (nonce.From - head < MostLevels && away(clock.Earliest(nonce.From)) >= NamedFrom))
            {
                yield return new RightAtRisk(RightKind.NonceRevelation, nonce.Until - 1, 0, clock.Earliest(nonce.Until - 1), away(clock.Earliest(nonce.Until - 1)));
            }
        }
    }

    // In levels, whichever unit the protocol counts in.
    private static (int Missed, double? Left, double? Whole) Budget(BakerRights rights, ChainView chain)
    {
        if (rights.Participation is not { } p || p.ReadAt < chain.Head.Cycle.First)
        {
            return (0, null, null);
        }

        if (chain.AllBakersAttestAt(chain.Head.Level))
        {
            return (p.MissedLevels, chain.Constants.AllowedMissedLevels - p.MissedLevels, chain.Constants.AllowedMissedLevels);
        }

        var perLevel = (double)p.ExpectedSlots / Math.Max(1, chain.Constants.BlocksPerCycle);
        return perLevel <= 0 ? (0, null, null) : (p.MissedLevels, (p.BudgetSlots - p.MissedSlots) / perLevel, p.BudgetSlots / perLevel);
    }

    // The least time after which the chance of being away is at most so much; null: it is never, as far as is known.
    private static TimeSpan? Left(Func<DateTimeOffset, double> away, DateTimeOffset now, double share)
    {
        var (low, high) = (TimeSpan.Zero, TimeSpan.FromHours(24));
        if (away(now + high) > share)
        {
            return null;
        }

        while (high - low > TimeSpan.FromSeconds(1))
        {
            var middle = (low + high) / 2;
            (low, high) = away(now + middle) > share ? (middle, high) : (low, middle);
        }

        return TimeSpan.FromSeconds(Math.Ceiling(high.TotalSeconds));
    }
}
