using BakeWindow.Core.Chain;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Rehearsing;

/// <summary>
/// What would other rules have done? Two policies go through the same cycles with the same work, with the planner, the gate and the steps of maintenance that decide in earnest. Nothing
/// outside is touched. A cycle is gone through when the next value is asked for, so whoever has enough just stops asking.
/// </summary>
public static class Rehearsal
{
    /// <summary>Goes through the script, cycle by cycle.</summary>
    /// <exception cref="ArgumentException">No cycle, or no baker.</exception>
    public static IEnumerable<RehearsalProgress> Of(RehearsalScript script)
    {
        if (script.Cycles.Count == 0 || script.Bakers.Count == 0)
        {
            throw new ArgumentException("a rehearsal needs at least one cycle and one baker", nameof(script));
        }

        return Walk(script);
    }

    /// <summary>The requests of the script that can be gone through, in order of asking; what falls outside its cycles or nodes can't.</summary>
    public static IReadOnlyList<MaintenanceRequest> Playable(RehearsalScript script)
    {
        var span = TimeOf(script);
        var nodes = script.Nodes.Select(n => n.Name).ToHashSet(StringComparer.Ordinal);
        return [.. script.Demands
            .Where(d => d.Action is MaintenanceAction.RebootNode or MaintenanceAction.DrainNode or MaintenanceAction.ReleaseNode && nodes.Contains(d.Node) && span.Contains(d.RequestedAt))
            .OrderBy(d => d.RequestedAt).ThenBy(d => d.Id, StringComparer.Ordinal)];
    }

    /// <summary>From when to when the script plays, as its chain is replayed.</summary>
    public static TimeRange TimeOf(RehearsalScript script)
    {
        var chain = new RehearsedChain(script);
        return new TimeRange(chain.TimeOf(script.Cycles[0].First), chain.TimeOf(script.Cycles[^1].Last + 1));
    }

    private static IEnumerable<RehearsalProgress> Walk(RehearsalScript script)
    {
        var (chain, stage, demands) = (new RehearsedChain(script), new RehearsedStage(script), Playable(script));
        var today = new RehearsedPolicy(script, chain, stage, script.Today, demands);
        var edited = new RehearsedPolicy(script, chain, stage, script.Edited, demands);
        var (gained, lost) = (new List<RehearsedWindow>(), new List<RehearsedWindow>());
        for (var i = 0; i < script.Cycles.Count; i++)
        {
            var cycle = script.Cycles[i];
            Compare(script, chain, today, edited, cycle, gained, lost);
            today.GoOnTo(chain.TimeOf(cycle.Last + 1));
            edited.GoOnTo(chain.TimeOf(cycle.Last + 1));
            yield return new RehearsalProgress(i + 1, script.Cycles.Count, new RehearsalResult(today.Outcome, edited.Outcome,
                [.. gained.Take(RehearsalResult.MostListed)], [.. lost.Take(RehearsalResult.MostListed)], gained.Count, lost.Count));
        }
    }

    private static void Compare(
        RehearsalScript script, RehearsedChain chain, RehearsedPolicy today, RehearsedPolicy edited, CycleSpan cycle, List<RehearsedWindow> gained, List<RehearsedWindow> lost)
    {
        var at = chain.TimeOf(cycle.First) + TimeSpan.FromSeconds(1);
        var (before, after) = (today.World(at), edited.World(at));
        foreach (var node in script.Nodes)
        {
            var had = WindowDifferences.Of(node, cycle, before, today.OutageOf(node.Name), chain.TimeOf);
            var has = WindowDifferences.Of(node, cycle, after, edited.OutageOf(node.Name), chain.TimeOf);
            gained.AddRange(WindowDifferences.Only(has, had));
            lost.AddRange(WindowDifferences.Only(had, has));
        }
    }
}
