using System.Globalization;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Incidents;

/// <summary>What was not as it should be on the chain between two looks, as evidence: blocks that came late or at a later round, and sources that lag, disagree or are away. Told once per change.</summary>
public static class ChainChanges
{
    /// <summary>The changes.</summary>
    /// <param name="before">The world before.</param>
    /// <param name="after">The world after.</param>
    /// <param name="now">The present.</param>
    public static IReadOnlyList<Evidence> Between(World before, World after, DateTimeOffset now) => [.. Heads(before.Chain, after.Chain), .. Sources(before, after, now), .. Locks(before, after, now)];

    private static IEnumerable<Evidence> Heads(ChainView? before, ChainView? after)
    {
        if (before is null || after is null || before.Head.Hash == after.Head.Hash)
        {
            yield break;
        }

        var (old, head) = (before.Head, after.Head);
        Evidence Of(string code, string text) => new() { At = head.Timestamp, Lane = EvidenceLane.Chain, Subject = head.Level.ToString(), Code = code, Text = text, Source = "heads" };
        var level = head.Level.Value.ToString("N0", CultureInfo.InvariantCulture);
        if (head.Level <= old.Level)
        {
            yield return Of("head-replaced", $"block {level} was replaced by another: a branch of the chain was left");
        }
        else if (head.Round > 0)
        {
            yield return Of(head.Round >= ChainHealth.RoundsThatMatter ? "head-round-high" : "head-round", $"block {level} came at round {head.Round}: {(head.Round == 1 ? "an earlier owner" : $"{head.Round} earlier owners")} of its level missed");
        }

        // How late a block is can only be told against the one right before it, and a round above 0 tells why it is.
        var due = old.Timestamp + after.Constants.MinimalBlockDelay;
        if (head.Level - old.Level == 1 && head.Round == 0 && old.Round == 0 && head.Timestamp - due >= after.Constants.MinimalBlockDelay / 2)
        {
            yield return Of("head-late", $"block {level} came {DurationText.Human(head.Timestamp - due)} late");
        }
    }

    private static IEnumerable<Evidence> Sources(World before, World after, DateTimeOffset now)
    {
        if (ReferenceEquals(before.Sources, after.Sources))
        {
            yield break;
        }

        foreach (var source in after.Sources)
        {
            // One that nobody knew before is no change but a beginning.
            if (before.Sources.FirstOrDefault(s => s.Name == source.Name) is { } was && was.State != source.State)
            {
                var (code, text) = source.State switch
                {
                    SourceState.Ok => ("source-back", $"{source.Name} answers and agrees again"),
                    SourceState.Lagging => ("source-lagging", $"{source.Name} is behind the others{Note(source)}"),
                    SourceState.Disagreeing => ("sources-disagree", $"{source.Name} tells another chain than the others{Note(source)}"),
                    _ => ("source-away", $"{source.Name} does not answer{Note(source)}"),
                };
                yield return new Evidence { At = now, Lane = EvidenceLane.Chain, Subject = source.Name, Code = code, Text = text, Source = "sources of chain facts" };
            }
        }
    }

    private static IEnumerable<Evidence> Locks(World before, World after, DateTimeOffset now)
    {
        if (ReferenceEquals(before.Foreign, after.Foreign))
        {
            yield break;
        }

        Evidence Of(ForeignWork work, string code, string text) => new() { At = now, Lane = EvidenceLane.Neighbours, Subject = work.Node, Code = code, Text = text, Source = $"lock of {work.By}" };
        foreach (var work in after.Foreign.Where(w => !before.Foreign.Any(o => (o.By, o.Node) == (w.By, w.Node))))
        {
            yield return Of(work, "neighbour-began", $"{work.By} holds its lock for machine {work.Node}: it drains or reboots it now");
        }

        foreach (var work in before.Foreign.Where(w => !after.Foreign.Any(o => (o.By, o.Node) == (w.By, w.Node))))
        {
            yield return Of(work, "neighbour-ended", $"{work.By} has given back its lock for machine {work.Node}");
        }
    }

    private static string Note(SourceView source) => source.Note.Length > 0 ? $": {source.Note}" : "";
}
