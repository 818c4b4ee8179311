using System.Globalization;
using BakeWindow.Core.Rehearsing;
using BakeWindow.Core.Time;

namespace BakeWindow.Web.Views;

/// <summary>What came out of a rehearsal, as it is read: one sentence, then figure beside figure.</summary>
internal sealed record WhatIfView
{
    /// <summary>The answer.</summary>
    public required string Answer { get; init; }

    /// <summary>Figure beside figure.</summary>
    public required IReadOnlyList<Row> Rows { get; init; }

    /// <summary>A figure under both policies.</summary>
    /// <param name="What">What it is.</param>
    /// <param name="Today">Under the policy in force.</param>
    /// <param name="Edited">Under the other.</param>
    /// <param name="Differs">They are not the same.</param>
    public sealed record Row(string What, string Today, string Edited, bool Differs);

    /// <summary>Reads a result.</summary>
    public static WhatIfView From(RehearsalResult result)
    {
        var (today, edited) = (result.Today, result.Edited);
        return new()
        {
            Answer = Sentence(result),
            Rows =
            [
                Of("Begun", today, edited, o => $"{o.Done} of {o.Asked}"),
                Of("Own blocks lost, on average", today, edited, o => Blocks(o.ExpectedBlocks)),
                Of("Own blocks inside the outages as drawn", today, edited, o => o.BlocksMet.ToString(CultureInfo.InvariantCulture)),
                Of("Levels of attesting paid", today, edited, o => o.LevelsPaid.ToString("N0", CultureInfo.InvariantCulture)),
                Of("Waited, half of them at most", today, edited, o => Waited(o.WaitedP50)),
                Of("Waited, 19 of 20 at most", today, edited, o => Waited(o.WaitedP95)),
                Of("Deadlines kept", today, edited, o => $"{o.DeadlinesKept} of {o.DeadlinesDue}"),
                Of("Times a person must say yes", today, edited, o => o.Approvals.ToString(CultureInfo.InvariantCulture)),
                Of("Still waiting at the end", today, edited, o => o.Waiting.ToString(CultureInfo.InvariantCulture)),
            ],
        };
    }

    private static string Sentence(RehearsalResult result)
    {
        var (today, edited) = (result.Today, result.Edited);
        return today.Asked == 0 ? "Nothing was asked for in these cycles, so no rule could show a difference."
            : From(today) == From(edited) && (result.GainedCount, result.LostCount) == (0, 0) ? $"No difference: {From(today)}."
            : string.Create(CultureInfo.InvariantCulture, $"Edited: {From(edited)}. Today: {From(today)}. Windows gained {result.GainedCount:N0}, lost {result.LostCount:N0}.");
    }

    private static string From(PolicyOutcome o) => string.Create(CultureInfo.InvariantCulture,
        $"{o.Done} of {o.Asked} begun, {Blocks(o.ExpectedBlocks)} own blocks lost on average, {o.LevelsPaid:N0} levels paid, half waited at most {Waited(o.WaitedP50)}, {o.DeadlinesKept} of {o.DeadlinesDue} deadlines kept");

    private static Row Of(string what, PolicyOutcome today, PolicyOutcome edited, Func<PolicyOutcome, string> text) => new(what, text(today), text(edited), text(today) != text(edited));

    private static string Blocks(double blocks) => blocks.ToString("0.####", CultureInfo.InvariantCulture);

    private static string Waited(TimeSpan? waited) => waited is { } w ? DurationText.Human(w) : "–";
}
