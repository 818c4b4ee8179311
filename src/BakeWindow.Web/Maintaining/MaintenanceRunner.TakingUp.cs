using BakeWindow.Core.Maintenance;

namespace BakeWindow.Web.Maintaining;

/// <content>
/// Work that another process began, or this one before it was restarted or lost the lead: the lock is taken under a new fence before anything else is done for it, so that whoever worked
/// for it until now can do nothing more.
/// </content>
public sealed partial class MaintenanceRunner
{
    private readonly HashSet<string> takenUp = new(StringComparer.Ordinal);
    private int term;

    /// <summary>True when this process works for the maintenance under a fence of its own.</summary>
    public bool HasTakenUp(string id)
    {
        lock (takenUp)
        {
            return takenUp.Contains(id);
        }
    }

    // Null when the lock could not be asked for: then nothing is done until it can.
    private async Task<MaintenanceRecord?> TakeUpAsync(MaintenanceRecord record, CancellationToken ct)
    {
        if (leadership.Term != term)
        {
            term = leadership.Term;
            Forget();
        }

        if (record.Phase.Underway is null || HasTakenUp(record.Id))
        {
            return record;
        }

        var step = await StepAsync(record, new MaintenanceEvent.TakenUp(), ct);
        var command = step.Command;
        for (; command is not null; command = step.Command)
        {
            var outcome = await acts.CarryOutAsync(command, ct);
            step = await StepAsync(step.Next, new MaintenanceEvent.Answered(command, outcome), ct);
            if (outcome is CommandOutcome.Unavailable or CommandOutcome.Refused)
            {
                Log.NotTakenUp(logger, record.Id, outcome.ToString());
                return null;
            }

            if (outcome is CommandOutcome.HeldBy)
            {
                break;
            }
        }

        Remember(record.Id);
        return await GoOnAsync(step, ct);
    }

    private void Remember(string id)
    {
        lock (takenUp)
        {
            takenUp.Add(id);
        }
    }

    private void Forget()
    {
        lock (takenUp)
        {
            takenUp.Clear();
        }
    }
}
