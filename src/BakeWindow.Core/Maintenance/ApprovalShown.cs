using System.Globalization;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Maintenance;

/// <summary>What a person is shown when he is asked for his yes. When it is another at the moment he says it, he has not said it to that.</summary>
/// <param name="From">The window's first level.</param>
/// <param name="To">All must be back by this level.</param>
/// <param name="Need">What must fit.</param>
/// <param name="Blocks">Expected blocks that it costs.</param>
/// <param name="Budget">Share of the budget that it costs.</param>
/// <param name="Now">What the gate says now, in one word: Open, Held, Can't say.</param>
/// <param name="Gone">The window can't be had any more.</param>
public sealed record ApprovalShown(Level From, Level To, TimeSpan Need, double Blocks, double Budget, string Now, bool Gone)
{
    /// <summary>Two that are alike have the same; short enough for a form and a line of a shell.</summary>
    public string Fingerprint => string.Create(CultureInfo.InvariantCulture,
        $"{From.Value}-{To.Value}-{Need.TotalSeconds:0}-{Blocks:0.###}-{Budget:0.###}-{Now.ToLowerInvariant().Replace(" ", "", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal)}{(Gone ? "-gone" : "")}");

    /// <summary>What is to be shown now; null while nothing waits for a yes.</summary>
    public static ApprovalShown? Of(World world, MaintenanceRecord m, DateTimeOffset now)
    {
        if (m.Phase is not Phase.AwaitingApproval { Start: var planned })
        {
            return null;
        }

        var verdict = Gatekeeper.Decide(world, m.Request.Question(world, planned.Need), now);
        var word = verdict switch { Verdict.Allowed => "Open", Verdict.Held => "Held", _ => "Can't say" };
        // What can't be known is no reason to call the window gone; it is one not to approve it as if it were known.
        var again = StartProposal.Again(world, m.Request, planned, now);
        var start = again ?? planned;
        return new(planned.From, start.To, start.Need, start.ExpectedBlocks, start.Cost.BudgetShare, word, again is null && verdict is not Verdict.CannotKnow);
    }

    /// <summary>What is other than it was, a sentence each; empty when nothing is.</summary>
    /// <param name="before">The <see cref="Fingerprint"/> that was shown.</param>
    public IReadOnlyList<string> Since(string before)
    {
        if (before == Fingerprint)
        {
            return [];
        }

        if (Gone)
        {
            return [$"The window from level {From} closed meanwhile; another will be proposed."];
        }

        var said = before.Split('-');
        if (said.Length < 6)
        {
            return ["What was shown is not known here; look at it again."];
        }

        List<string> all = [];
        Add(said[0] != Text(From.Value) || said[1] != Text(To.Value), $"The window was level {said[0]} to {said[1]}; it is {From} to {To} now.");
        Add(said[2] != Text(Need.TotalSeconds), $"The need is {DurationText.Human(Need)} now.");
        Add(said[3] != Cost(Blocks), $"It cost {said[3]} blocks on average; it costs {Cost(Blocks)} now.");
        Add(said[4] != Cost(Budget), string.Create(CultureInfo.InvariantCulture, $"It used {Share(said[4])} of the budget; it uses {Budget * 100:0.##} % now."));
        Add(all.Count == 0, $"The gate says {Now} now.");
        return all;

        void Add(bool differs, string sentence)
        {
            if (differs)
            {
                all.Add(sentence);
            }
        }
    }

    private static string Text(double number) => number.ToString("0", CultureInfo.InvariantCulture);

    private static string Cost(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Share(string said) => double.TryParse(said, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) ? string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.##} %") : said;
}

/// <summary>What somebody said yes to is not what is so now; nothing was approved.</summary>
/// <param name="changes">What is other, a sentence each.</param>
/// <param name="now">What is so now.</param>
public sealed class ApprovalChangedException(IReadOnlyList<string> changes, ApprovalShown now) : Exception($"not approved, for it has changed since it was shown: {string.Join(" ", changes)}")
{
    /// <summary>What is other, a sentence each.</summary>
    public IReadOnlyList<string> Changes => changes;

    /// <summary>What is so now.</summary>
    public ApprovalShown Now => now;
}
