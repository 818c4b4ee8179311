using BakeWindow.Core.Deciding;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Time;
using BakeWindow.Storage;

namespace BakeWindow.Web.Views;

/// <summary>A recorded answer as a page shows it: what was asked and answered, on which facts, by which rules and figures, and whether deciding it again gives the same.</summary>
public sealed record DecisionView
{
    /// <summary>What deciding it again gave.</summary>
    public enum Replay
    {
        /// <summary>The same, in every figure and word.</summary>
        Same,

        /// <summary>What decided was not in the world: a lock that was found taken.</summary>
        Besides,

        /// <summary>Another answer, by another version.</summary>
        OtherVersion,

        /// <summary>Another answer by the same version: a bug.</summary>
        Bug,
    }

    /// <summary>The answer in a word.</summary>
    public required Word Word { get; init; }

    /// <summary>The answer.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>Its row.</summary>
    public required DecisionEntry Entry { get; init; }

    /// <summary>The version that decided.</summary>
    public required string Version { get; init; }

    /// <summary>What was asked, in words.</summary>
    public required string Question { get; init; }

    /// <summary>The facts it was decided on: what and how.</summary>
    public required IReadOnlyList<(string What, string Value)> Inputs { get; init; }

    /// <summary>The reckoning.</summary>
    public required IReadOnlyList<ArithmeticLine> Arithmetic { get; init; }

    /// <summary>What deciding it again gave.</summary>
    public required Replay Again { get; init; }

    /// <summary>That in words.</summary>
    public required string AgainWords { get; init; }

    /// <summary>The page's title.</summary>
    public string Title => $"{Word.Text()}: {(Entry.Node.Length > 0 ? Entry.Node : "bakers")} for {Entry.Client}";

    /// <summary>Draws it.</summary>
    /// <param name="entry">Its row.</param>
    /// <param name="record">What it was decided on.</param>
    /// <param name="version">This BakeWindow's version.</param>
    public static DecisionView From(DecisionEntry entry, DecisionRecord record, string version)
    {
        var again = record.Recompute();
        var same = DecisionRecord.Text(again) == DecisionRecord.Text(record.Verdict);
        var replay = same ? Replay.Same : record.Besides is not null ? Replay.Besides : record.Version != version ? Replay.OtherVersion : Replay.Bug;
        return new DecisionView
        {
            Word = Words.Of(record.Verdict, running: false),
            Verdict = record.Verdict,
            Entry = entry,
            Version = record.Version,
            Question = QuestionOf(record),
            Inputs = [.. InputsOf(record)],
            Arithmetic = Core.Deciding.Arithmetic.Of(record),
            Again = replay,
            AgainWords = replay switch
            {
                Replay.Same => "Decided again from what was recorded: the same answer, in every figure and word.",
                Replay.Besides => $"Besides the world, this decided: {record.Besides} The world alone gives: {again.Message}",
                Replay.OtherVersion => $"Version {record.Version} decided this; version {version}, which runs now, has other rules and gives: {again.Message}",
                _ => $"Decided again it gives: {again.Message} ({again.Reason.Kebab()}). That must not be. Please report it with the JSON of this decision, as docs/audit.md says.",
            },
        };
    }

    private static string QuestionOf(DecisionRecord record)
    {
        var q = record.Question;
        var about = q.Node ?? q.Workload?.ToString() ?? (q.Bakers.Count > 0 ? string.Join(", ", q.Bakers) : "all declared bakers");
        return $"May {about} be disturbed for {DurationText.Human(record.Verdict.Outage.Need)} ({record.Verdict.Outage.Source})?"
            + (q.Maintenance is { } m ? $" Asked on behalf of {m}." : "") + (q.FloorAside ? " About the time alone, whatever the floors let go." : "");
    }

    private static IEnumerable<(string, string)> InputsOf(DecisionRecord record)
    {
        var world = record.World;
        yield return ("head", world.Chain is { } chain ? $"level {chain.Head.Level} of cycle {chain.Head.Cycle.Cycle}, {chain.Head.Hash}, round {chain.Head.Round}, protocol {chain.Constants.Protocol}" : "none was known");
        yield return ("sources", world.Sources.Count == 0 ? "none had answered" : string.Join(" · ", world.Sources.Select(s => $"{s.Name} {s.State}{(s.Level is { } l ? $" at {l}" : "")}")));
        foreach (var baker in world.Bakers)
        {
            yield return (baker.Baker.Value, baker.Rights is { } r
                ? $"{r.Sheet.Baking.Length} rights to bake from level {r.Sheet.First} to {r.Sheet.Last}{(r.Sheet.Share is { } f ? $", share {f * 100:0.###} %" : "")}{(r.Participation is { } p ? $", {p.MissedSlots} of {p.ExpectedSlots} slots missed at level {p.ReadAt}" : "")}{(baker.SignerHealthy is false ? ", signer does not answer" : "")}{(baker.NodeSynced is false ? ", node not in sync" : "")}"
                : $"rights not known: {baker.RightsProblem ?? "not fetched yet"}");
        }

        yield return ("cluster", world.Cluster is not { } cluster ? "none is configured" : !cluster.Connected ? "not being seen" : $"seen {DurationText.Human(record.Verdict.At - cluster.SeenAt)} before; {cluster.Pods.Count} pods, {cluster.Floors.Count} floors concerned");
        yield return ("at work", world.Active.Count + world.Foreign.Count == 0 ? "nobody" : string.Join(" · ", [.. world.Active.Select(a => $"{a.Id} on {(a.Node.Length > 0 ? a.Node : "a workload")}"), .. world.Foreign.Select(f => $"{f.By} on {f.Node}")]));
        yield return ("policy", $"rounds 0 to {world.Policy.HardRounds} are hard · warm-up {DurationText.Human(world.Policy.WarmUp)} · settled after {world.Policy.SettleLevels} levels · {world.Policy.BudgetPerMaintenance * 100:0.#} % of the budget for one work, {world.Policy.BudgetReserve * 100:0.#} % in reserve"
            + $"{(world.Policy.Hours is { } h ? $" · hours in {h.Zone.Id}" : "")}{(world.Policy.Freezes.Count > 0 ? $" · {world.Policy.Freezes.Count} freezes" : "")} · {world.Policy.Access}");
    }
}
