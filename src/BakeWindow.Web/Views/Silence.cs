using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Planning;

namespace BakeWindow.Web.Views;

/// <summary>"If you do nothing": what the system does by itself, and when.</summary>
public static class Silence
{
    /// <summary>In a sentence or two.</summary>
    public static string Of(World world, Verdict verdict, IReadOnlyCollection<MaintenanceRecord> open, string? node, DateTimeOffset now)
    {
        var mine = open.FirstOrDefault(m => node is null || m.Request.Node == node);
        return (mine?.Phase, verdict) switch
        {
            (_, Verdict.Allowed { Reason: ReasonCode.BrokenGlass } yes) => $"{node} stays open against the gate until {Utc(yes.BackBy, now)}, then it is held again by itself.",
            (Phase.AwaitingApproval a, _) => $"{Floors(verdict, world, node)}{mine.Id} is not approved: it does not start. After {Utc(a.Start.BackBy - a.Start.Need, now)} its window has passed and another is proposed.",
            (Phase.Waiting w, _) => $"{mine.Id} starts by itself when the chain reaches level {w.Start.From}, no earlier than {Utc(w.Start.StartsEarliest, now)}.",
            (Phase.Deferred d, _) => $"{mine.Id} stays deferred ({d.Reason}); it is looked at again at {Utc(d.LookAgainAt, now)}.",
            (Phase.PoolPaused, _) => $"{mine.Id} stays paused; the nodes that are left stay as they are until somebody resumes or cancels it.",
            (Phase.Holding h, _) => $"{mine.Id} holds the node for others until {Utc(h.Work.HoldUntil!.Value, now)}, then takes it back.",
            ({ Underway: not null }, _) => $"{mine.Id} goes on by itself to its end, or undoes what it did.",
            _ when world.Active.FirstOrDefault(a => a.Evicting) is { } other && other.Node != node =>
                $"{other.Id} works on {(other.Node.Length > 0 ? other.Node : "a workload")} meanwhile and goes on by itself; nothing else starts.",
            _ when world.Cluster is { Connected: false } => "The cluster is not being seen, so what holds there can’t be told either; the floors stand as they last stood. Nothing of ours starts.",
            (_, Verdict.Allowed { Reason: ReasonCode.NoDutyHere }) => "Nothing of a baker runs here, so nothing is held.",
            (_, Verdict.Allowed yes) when world.Policy.Access is WindowAccess.Windowed => $"Evictions are let through while the window holds; from {Utc(yes.BackBy - yes.Outage.Need, now)} on they are held again.",
            (_, Verdict.Held { Reason: ReasonCode.Freeze }) when world.Policy.Freezes.FirstOrDefault(f => f.Span.Contains(now) && f.Holds(node)) is { } freeze =>
                $"Everything stays held until the freeze ends by itself at {Utc(freeze.Span.End, now)}.",
            _ => world.Cluster is null ? "Nothing starts. Whoever asks the gate is told no." : "Evictions of protected pods stay held by their PodDisruptionBudgets. Nothing starts.",
        };
    }

    private static string Floors(Verdict verdict, World world, string? node) =>
        verdict is Verdict.Allowed || world.Cluster is null ? "" : $"Evictions on {node ?? "the bakers’ nodes"} stay held. ";

    private static string Utc(DateTimeOffset at, DateTimeOffset now) => $"{Viewer.InUtc(at, now)} UTC";
}
