using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;

namespace BakeWindow.Web.Views;

/// <summary>Every mark that a maintenance set in the cluster: what was there before, and whether that stands again.</summary>
public sealed record MarksView(IReadOnlyList<MarksView.Mark> Marks)
{
    /// <summary>One mark.</summary>
    /// <param name="Name">What it is.</param>
    /// <param name="On">On what.</param>
    /// <param name="Before">What was there before.</param>
    /// <param name="State">How it stands.</param>
    public sealed record Mark(string Name, string On, string Before, string State);

    /// <summary>Reads them off the record; empty before anything was set.</summary>
    /// <param name="world">The world, for what was there before a cordon.</param>
    /// <param name="m">The maintenance.</param>
    /// <param name="phases">The phases it went through.</param>
    public static MarksView From(World world, MaintenanceRecord m, IReadOnlyCollection<string> phases)
    {
        var began = m.Phase.Underway is not null || m.Phase.Outcome is not null;
        if (!began)
        {
            return new MarksView([]);
        }

        var work = m.Phase.Underway;
        var node = m.Request.Node;
        var cordon = world.Cluster?.Nodes.GetValueOrDefault(node)?.Cordon;
        List<Mark> marks = [];
        if (node.Length > 0 && phases.Contains(nameof(Phase.Cordoning)))
        {
            marks.Add(new("Cordon", $"node {node}", cordon is { } c && c.Maintenance == m.Id ? c.FormerlyUnschedulable ? "cordoned already" : "schedulable" : "as it was found", StateOf(m, UndoStep.Uncordon, true)));
        }

        if (phases.Contains(nameof(Phase.Rebooting)))
        {
            marks.Add(new("Reboot ticket", $"node {node}", "none", StateOf(m, UndoStep.WithdrawReboot, true)));
        }

        if (phases.Contains(nameof(Phase.RollingOut)))
        {
            marks.Add(new("Rollout mark", m.Request.Action.Subject, "its own template and partition", StateOf(m, UndoStep.RestoreWorkload, true)));
        }

        foreach (var workload in work?.Workloads ?? [])
        {
            marks.Add(new("Floor (PodDisruptionBudget)", workload, "closed: 0 may go", m.Phase.OpensFloors ? "open for this drain" : StateOf(m, UndoStep.CloseFloor, phases.Contains(nameof(Phase.Draining)))));
        }

        foreach (var (domain, fence) in (work?.Locks ?? []).Select(l => (l.Domain, l.Fence)))
        {
            marks.Add(new("Lock (Lease)", $"failure domain {domain}", "free", $"{StateOf(m, UndoStep.ReleaseLease, true)}, fence {fence}"));
        }

        if (work is null)
        {
            marks.Add(new("Floors and locks", "the workloads and domains of this maintenance", "closed; free", m.Phase is Phase.Failed { Code: EndCode.UndoRefused } ? "may be left: a person must look" : "restored"));
        }

        return new MarksView(marks);
    }

    private static string StateOf(MaintenanceRecord m, UndoStep step, bool wasSet) => m.Phase switch
    {
        _ when !wasSet => "as it was",
        Phase.Failed { Code: EndCode.UndoRefused } => "may be left: the healer tries again",
        { IsTerminal: true } => "restored",
        Phase.Uncordoning u => u.Next > step ? "restored" : u.Next == step ? "being restored" : "set",
        Phase.Undoing u => u.Next > step ? "restored" : u.Next == step ? "being restored" : "set",
        _ => "set",
    };
}
