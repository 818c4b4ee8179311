using BakeWindow.Core.Recovery;
using BakeWindow.Core.Rights;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Wire;

/// <summary>Restarts of protected workloads: what <c>/api/v1/recoveries</c> answers and <c>bakewindow recoveries --json</c> prints.</summary>
/// <param name="Figures">By workload and cause.</param>
/// <param name="Open">Those that are away now.</param>
/// <param name="Last">The newest that were measured, newest first.</param>
public sealed record RecoveriesDocument(IReadOnlyList<RecoveriesDocument.FigurePart> Figures, IReadOnlyList<RecoveriesDocument.OpenPart> Open, IReadOnlyList<RecoveriesDocument.SamplePart> Last)
{
    /// <summary>Measured (n, p50, p95; p95 is the longest while there are fewer than twenty) and believed (the policy's prior included, and whose words it is).</summary>
    public sealed record FigurePart(string Workload, string Cause, int N, string P50, string P95, string BelievedP50, string BelievedP95, string Source, IReadOnlyList<MeasuredPart> Steps);

    /// <summary>A step: <c>scheduled</c>, <c>ready</c>, <c>rpc-up</c>, <c>synced</c> or <c>attested</c>, from the disruption on.</summary>
    public sealed record MeasuredPart(string Step, int N, string P50, string P95);

    /// <summary>One that is away.</summary>
    public sealed record OpenPart(string Workload, string Node, string Cause, DateTimeOffset Since, int Relapses, IReadOnlyList<TimePart> Steps);

    /// <summary>One that was measured. Guess is what was planned with when it began.</summary>
    public sealed record SamplePart(string Workload, string Node, string Cause, DateTimeOffset At, string Outage, string? Guess, string? Maintenance, IReadOnlyList<TimePart> Steps);

    /// <summary>How long after the disruption a step stood.</summary>
    public sealed record TimePart(string Step, string After);

    /// <summary>Writes them.</summary>
    /// <param name="knowledge">What was learned.</param>
    /// <param name="open">Those that are away.</param>
    /// <param name="most">At most so many single ones.</param>
    public static RecoveriesDocument From(RecoveryKnowledge knowledge, IEnumerable<OpenRecovery> open, int most) => new(
        [.. knowledge.Figures().Select(f => new FigurePart(f.Workload, f.Cause.Word(), f.Away.Count, Iso(f.Away.P50), Iso(f.Away.P95), Iso(f.Planned.Durations.Quantile(0.5)), Iso(f.Planned.Durations.Quantile(0.95)), f.Planned.Source,
            [.. f.Steps.Select(s => new MeasuredPart(s.Name, s.Count, Iso(s.P50), Iso(s.P95)))]))],
        [.. open.Select(o => new OpenPart(o.Workload.Name, o.Node, o.Cause.Word(), o.Since, o.Relapses, Times(o.Phases)))],
        [.. knowledge.Samples.Take(most).Select(s => new SamplePart(s.Workload, s.Node, s.Cause.Word(), s.At, Iso(s.Outage), s.Guess is { } guess ? Iso(guess) : null, s.Maintenance, Times(s.Phases)))]);

    private static List<TimePart> Times(RecoveryPhases phases) => [.. phases.Steps.Where(s => s.After is not null).Select(s => new TimePart(s.Name, Iso(s.After!.Value)))];

    private static string Iso(TimeSpan span) => DurationText.Iso(TimeSpan.FromSeconds(Math.Round(span.TotalSeconds)));
}

/// <summary>What is at risk for one baker: an element of what <c>/api/v1/at-risk</c> answers.</summary>
/// <param name="Baker">Its name.</param>
/// <param name="Address">Its address.</param>
/// <param name="Severity"><c>warning</c> or <c>critical</c>.</param>
/// <param name="Title">In one line.</param>
/// <param name="Since">Since when something is down.</param>
/// <param name="Down">All that is down.</param>
/// <param name="LeftP50">In half of such cases it is over within this from now.</param>
/// <param name="LeftP95">In nineteen of twenty within this; null: it has lasted longer than any that is known.</param>
/// <param name="Source">Whose words that is.</param>
/// <param name="Rights">The rights that may be lost.</param>
/// <param name="ExpectedRights">Blocks and (in the priority era) endorsements lost on average.</param>
/// <param name="AttestationLevels">Levels whose attestation is missed, on average.</param>
/// <param name="BudgetShare">The share of the cycle's budget that this is; null: not known.</param>
/// <param name="BudgetGone">The chance that the cycle's attesting pay is lost.</param>
/// <param name="CannotKnow">What can't be known, and why; null: nothing.</param>
/// <param name="Advice">What a person can do.</param>
public sealed record AtRiskDocument(
    string Baker, string Address, string Severity, string Title, DateTimeOffset Since, IReadOnlyList<AtRiskDocument.DownPart> Down, string LeftP50, string? LeftP95, string Source, IReadOnlyList<AtRiskDocument.StakePart> Rights,
    double ExpectedRights, double AttestationLevels, double? BudgetShare, double BudgetGone, string? CannotKnow, IReadOnlyList<string> Advice)
{
    /// <summary>Something that is down.</summary>
    public sealed record DownPart(string Kind, string Subject, DateTimeOffset Since, string Words);

    /// <summary>A right. Earliest is null of one whose level has come while the baker was down.</summary>
    public sealed record StakePart(string Kind, int Level, int Round, DateTimeOffset? Earliest, double Probability);

    /// <summary>Writes it.</summary>
    public static AtRiskDocument From(BakerRisk risk, string name) => new(
        name, risk.Baker.Value, risk.Severity.ToString().ToLowerInvariant(), RiskWords.Alert(risk, name).Title, risk.Since,
        [.. risk.Faults.Select(f => new DownPart(f.Kind switch { FaultKind.Machine => "machine", FaultKind.Pods => "pods", FaultKind.TezosNode => "tezos-node", _ => "signer" }, f.Subject, f.Since, f.Words))],
        DurationText.Iso(risk.LeftP50), risk.LeftP95 is { } p95 ? DurationText.Iso(p95) : null, risk.Source,
        [.. risk.Rights.Select(r => new StakePart(r.Kind switch { RightKind.Attestation => "attestation", RightKind.NonceRevelation => "nonce-revelation", _ => "baking" }, r.Level.Value, r.Round, r.Earliest, Math.Round(r.Probability, 4)))],
        Math.Round(risk.ExpectedRights, 4), Math.Round(risk.AttestationLevels, 1), risk.BudgetShare is { } share ? Math.Round(share, 4) : null, Math.Round(risk.BudgetGone, 4), risk.CannotKnow, risk.Advice);
}
