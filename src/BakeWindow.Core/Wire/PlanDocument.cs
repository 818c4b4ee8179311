using BakeWindow.Core.Planning;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Wire;

/// <summary>A plan as JSON: what <c>bakewindow windows --json</c> prints and <c>/api/v1/windows</c> answers. Times are UTC, durations ISO 8601.</summary>
public sealed record PlanDocument(
    string Baker,
    string ChainId,
    string Protocol,
    PlanDocument.HeadPart Head,
    string Need,
    string Warmup,
    int SettleLevels,
    PlanDocument.HorizonPart Horizon,
    IReadOnlyList<PlanDocument.RightPart> HardRights,
    IReadOnlyList<PlanDocument.WindowPart> Windows,
    PlanDocument.GapPart? LargestGap)
{
    /// <summary>Why what stands here must not be acted on, in words: the head is too old, or sources disagree. Null when nothing is wrong with it. Ask the gate before every act.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public string? Doubt { get; init; }

    /// <summary>The head that the plan starts from.</summary>
    public sealed record HeadPart(int Level, string Hash, DateTimeOffset Timestamp, int Round);

    /// <summary>The last level whose rights are known, and its cycle.</summary>
    public sealed record HorizonPart(int Cycle, int Level);

    /// <summary>A hard right.</summary>
    public sealed record RightPart(int Level, int Round);

    /// <summary>A window that the need fits.</summary>
    public sealed record WindowPart(
        int FromLevel, int ToLevel, DateTimeOffset OpensEarliest, DateTimeOffset OpensExpected, DateTimeOffset ClosesEarliest, string Guaranteed, CostDocument Cost);

    /// <summary>The longest window, whether the need fits it or not.</summary>
    public sealed record GapPart(int FromLevel, int ToLevel, string Guaranteed);

    /// <summary>Writes the plan of one baker (several are named with a comma).</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="bakers">Whose.</param>
    /// <param name="doubt">Why it must not be acted on; null: nothing.</param>
    public static PlanDocument From(Plan plan, IEnumerable<string> bakers, string? doubt = null)
    {
        var head = plan.Chain.Head;
        return new(
            string.Join(",", bakers),
            head.ChainId,
            plan.Chain.Constants.Protocol,
            new(head.Level.Value, head.Hash, Whole(head.Timestamp), head.Round),
            DurationText.Iso(plan.Outage.Need),
            DurationText.Iso(plan.Policy.WarmUp),
            plan.Policy.SettleLevels,
            new(plan.LastKnownCycle.Value, plan.LastKnown.Value),
            [.. plan.HardRights.Select(r => new RightPart(r.Level.Value, r.Round)).Distinct()],
            [.. plan.Windows.Select(w => new WindowPart(
                w.From.Value, w.To.Value, Whole(w.OpensEarliest), Whole(w.OpensExpected), Whole(w.ClosesEarliest), DurationText.Iso(w.Guaranteed), CostDocument.From(w.Cost)))],
            plan.LargestGap is { } gap ? new(gap.From.Value, gap.To.Value, DurationText.Iso(gap.Guaranteed)) : null) { Doubt = doubt };
    }

    // Whole seconds of UTC, rounded towards the careful side for an estimate makes no difference; block times are whole anyway.
    private static DateTimeOffset Whole(DateTimeOffset at) => Utc.WholeSeconds(at);
}

/// <summary>What an outage loses, as JSON. Figures are rounded to six decimals so that equal plans are equal to the byte.</summary>
/// <param name="Blocks">Expected own blocks lost.</param>
/// <param name="AttestationSlots">Attestation slots missed.</param>
/// <param name="BudgetShare">Share of a cycle's attestation budget.</param>
public sealed record CostDocument(double Blocks, double AttestationSlots, double BudgetShare)
{
    /// <summary>Writes a cost.</summary>
    public static CostDocument From(MissCost cost) => new(Math.Round(cost.Blocks, 6), Math.Round(cost.AttestationSlots, 6), Math.Round(cost.BudgetShare, 6));
}

internal static class Utc
{
    public static DateTimeOffset WholeSeconds(DateTimeOffset at) => DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds());
}
