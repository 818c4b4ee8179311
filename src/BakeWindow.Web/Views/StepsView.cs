using BakeWindow.Core.Maintenance;

namespace BakeWindow.Web.Views;

/// <summary>All steps of a maintenance from the start on: done, at work, or to come, so that nobody has to guess what follows.</summary>
public sealed record StepsView(IReadOnlyList<StepsView.Step> Steps)
{
    private static readonly (string Phase, string Does)[] Before =
    [
        (nameof(Phase.Requested), "asked for"),
        (nameof(Phase.Waiting), "waits until the chain reaches the window"),
        (nameof(Phase.Locking), "takes the lock of the failure domain"),
    ];

    private static readonly (string Phase, string Does)[] Drained =
    [
        (nameof(Phase.Cordoning), "asks the gate again, cordons the node"),
        (nameof(Phase.Draining), "opens the floor, evicts the pods"),
    ];

    private static readonly (string Phase, string Does)[] Back =
    [
        (nameof(Phase.Recovering), "waits for the node and the protected pods to be Ready"),
        (nameof(Phase.Verifying), "waits for the node to be in sync and the baker to attest"),
        (nameof(Phase.Uncordoning), "takes every mark off again"),
        (nameof(Phase.Completed), "done"),
    ];

    internal static (string Phase, string Does)[] StoryOf(MaintenanceAction action) => action switch
    {
        MaintenanceAction.RebootNode => [.. Before, .. Drained, (nameof(Phase.Rebooting), "asks the gate again, hands out the ticket; somebody else reboots"), .. Back],
        MaintenanceAction.DrainNode => [.. Before, .. Drained, (nameof(Phase.Holding), "asks the gate again, hands the node over; others work on it"), .. Back],
        MaintenanceAction.ReleaseNode => [.. Before, (nameof(Phase.Released), "tells the neighbour that its node is open; it drains and reboots by itself"), .. Back],
        MaintenanceAction.RollPool => [Before[0], (nameof(Phase.RollingPool), "node after node, each by a maintenance of its own"), Back[^1]],
        _ => [.. Before, (nameof(Phase.RollingOut), "asks the gate again before each step, replaces pod after pod"), .. Back.Skip(1)],
    };

    /// <summary>How a step stands.</summary>
    public enum State
    {
        /// <summary>Behind it.</summary>
        Done,

        /// <summary>At it now.</summary>
        Now,

        /// <summary>Still to come, or never reached.</summary>
        ToCome,
    }

    /// <summary>One step.</summary>
    /// <param name="Phase">The phase's name.</param>
    /// <param name="Does">What happens in it.</param>
    /// <param name="State">How it stands.</param>
    /// <param name="At">When it was first entered; null when it was not.</param>
    /// <param name="Took">How long it took; null while it is at work or was not entered.</param>
    public sealed record Step(string Phase, string Does, State State, DateTimeOffset? At, TimeSpan? Took);

    /// <summary>From the record and its journal.</summary>
    public static StepsView From(MaintenanceRecord record, IReadOnlyList<(DateTimeOffset At, string Phase)> journal)
    {
        // A deferred maintenance begins anew; only what came after its last deferral counts as done.
        var restart = journal.Select((j, i) => (j.Phase, i)).LastOrDefault(j => j.Phase is nameof(Core.Maintenance.Phase.Deferred)).i;
        var current = record.Phase is Core.Maintenance.Phase.PoolPaused ? nameof(Core.Maintenance.Phase.RollingPool) : record.Phase.Name;
        var story = StoryOf(record.Request.Action);
        var at = story.Select(s => journal.Skip(s.Phase == nameof(Core.Maintenance.Phase.Requested) ? 0 : restart).Where(j => j.Phase == s.Phase).Select(j => (DateTimeOffset?)j.At).FirstOrDefault()).ToArray();
        var reached = Array.FindLastIndex(at, a => a is not null);
        return new StepsView([.. story.Select((s, i) => new Step(
            s.Phase,
            s.Does,
            s.Phase == current ? (record.Phase.IsTerminal ? State.Done : State.Now) : at[i] is not null || i < reached ? State.Done : State.ToCome,
            at[i],
            at[i] is { } from && at.Skip(i + 1).FirstOrDefault(a => a is not null) is { } to ? to - from : null))]);
    }
}
