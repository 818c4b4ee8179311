using BakeWindow.Core.Alerting;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Recovery;

/// <summary>A right that falls into the time that recovery may take.</summary>
/// <param name="Kind">What for.</param>
/// <param name="Level">Where; of a nonce, the last level at which it can be revealed.</param>
/// <param name="Round">The round.</param>
/// <param name="Earliest">No earlier than this; of one whose level has come, null.</param>
/// <param name="Probability">The chance (0…1) that the baker is not back, warmed up, by then. Of one whose level has come while it was down: 1.</param>
public sealed record RightAtRisk(RightKind Kind, Level Level, int Round, DateTimeOffset? Earliest, double Probability)
{
    /// <summary>Its level has come while the baker was down; what became of it the blocks will tell.</summary>
    public bool HasCome => Earliest is null;
}

/// <summary>What the breakdown of one baker's parts costs, as far as can be known.</summary>
public sealed record BakerRisk
{
    /// <summary>Whose.</summary>
    public required BakerAddress Baker { get; init; }

    /// <summary>Since when something is down.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>The head when it began; null: none was known.</summary>
    public Level? SinceLevel { get; init; }

    /// <summary>All that is down.</summary>
    public required IReadOnlyList<Fault> Faults { get; init; }

    /// <summary>Why rights can't be told; null: they can. Not known is never nothing.</summary>
    public string? CannotKnow { get; init; }

    /// <summary>In half of such cases it is over within this from now.</summary>
    public required TimeSpan LeftP50 { get; init; }

    /// <summary>In nineteen of twenty within this; null: it has lasted longer than any that is known.</summary>
    public TimeSpan? LeftP95 { get; init; }

    /// <summary>Whose words that is.</summary>
    public required string Source { get; init; }

    /// <summary>The rights that may be lost, in order of level.</summary>
    public IReadOnlyList<RightAtRisk> Rights { get; init; } = [];

    /// <summary>Expected own blocks (in the priority era also endorsements) lost.</summary>
    public double ExpectedRights { get; init; }

    /// <summary>Levels on which attestations are missed, those that have come included; the mean. 0 in the priority era.</summary>
    public double AttestationLevels { get; init; }

    /// <summary>The share of the cycle's attestation budget that this is; null: not known.</summary>
    public double? BudgetShare { get; init; }

    /// <summary>The chance that the budget is used up before it is over, and with it the cycle's attesting pay.</summary>
    public double BudgetGone { get; init; }

    /// <summary>What the cycle pays for attesting, in mutez; null: not known.</summary>
    public long? AttestingPayMutez { get; init; }

    /// <summary>What a person can do.</summary>
    public IReadOnlyList<string> Advice { get; init; } = [];

    /// <summary>How urgent.</summary>
    public required AlertSeverity Severity { get; init; }

    /// <summary>The first right that may be lost, for a title.</summary>
    public RightAtRisk? First => Rights.FirstOrDefault(r => !r.HasCome) ?? (Rights.Count > 0 ? Rights[0] : null);

    /// <summary>Rights whose level came meanwhile.</summary>
    public IEnumerable<RightAtRisk> Come => Rights.Where(r => r.HasCome);

    /// <summary>What makes a repetition worth reading: what is down, which rights are likely lost and how likely in steps, how urgent.</summary>
    public string Essence => string.Join(' ', Faults.Select(f => $"{f.Kind}:{f.Subject}").Concat(Rights.Where(r => r.Probability >= RiskAssessment.AtRiskFrom).Select(r => $"{r.Level}:{(r.HasCome ? "came" : r.Probability >= RiskAssessment.LikelyFrom ? "likely" : "maybe")}")))
        + (CannotKnow is null ? "" : " unknown") + (BudgetGone >= RiskAssessment.BudgetFrom ? " budget" : "");
}
