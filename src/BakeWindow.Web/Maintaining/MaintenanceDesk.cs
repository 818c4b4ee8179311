using BakeWindow.Core.Maintenance;
using BakeWindow.Storage;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Maintaining;

/// <summary>Where people and automation hand in, approve, reject and cancel maintenances, over page or API alike.</summary>
public sealed class MaintenanceDesk(MaintenanceRunner runner, Journal journal, WorldBoard board, AuditLog audit, TimeProvider time)
{
    /// <summary>Takes in a request. It must have been checked by <see cref="RequestForm"/>.</summary>
    public async Task<MaintenanceRecord> RequestAsync(RequestForm.Valid form, string by, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var request = form.Request(await journal.NextIdAsync(ct), by, now);
        await audit.AppendAsync(now, "maintenance-requested", by, request.Id, $"{request.Node}: {request.Reason}", ct);
        return await runner.AddAsync(request, ct);
    }

    /// <summary>Says yes, to this window or to any within the bounds.</summary>
    /// <exception cref="MaintenanceConflictException">It does not wait for approval.</exception>
    public Task<MaintenanceRecord?> ApproveAsync(string id, string by, double? upToBlocks, double? upToBudget, CancellationToken ct) =>
        TellAsync(id, "maintenance-approved", by, "", new MaintenanceEvent.ApprovedBy(by, upToBlocks, upToBudget), ct);

    /// <summary>Says no.</summary>
    /// <exception cref="MaintenanceConflictException">It has begun.</exception>
    public Task<MaintenanceRecord?> RejectAsync(string id, string by, string why, CancellationToken ct) =>
        TellAsync(id, "maintenance-rejected", by, why, new MaintenanceEvent.RejectedBy(by, why), ct);

    /// <summary>Calls it off; what was begun is undone.</summary>
    /// <exception cref="MaintenanceConflictException">It can't be undone any more.</exception>
    public Task<MaintenanceRecord?> CancelAsync(string id, string by, string why, CancellationToken ct) =>
        TellAsync(id, "maintenance-cancelled", by, why, new MaintenanceEvent.CancelledBy(by, why), ct);

    /// <summary>All of them, newest first; at most <paramref name="most"/>.</summary>
    public Task<IReadOnlyList<MaintenanceRecord>> ListAsync(bool onlyOpen, int most, CancellationToken ct) => journal.ListAsync(onlyOpen, most, ct);

    /// <summary>One; null when there is none.</summary>
    public Task<MaintenanceRecord?> FindAsync(string id, CancellationToken ct) => journal.FindAsync(id, ct);

    /// <summary>What happened to it, in order.</summary>
    public Task<IReadOnlyList<JournalEntry>> HistoryAsync(string id, CancellationToken ct) => journal.HistoryAsync(id, ct);

    /// <summary>Turns reboot-needed marks of the cluster into requests, each once.</summary>
    public async Task TakeUpDemandAsync(CancellationToken ct)
    {
        var known = new List<MaintenanceRecord>(runner.Open);
        known.AddRange(await journal.LastEndedPerNodeAsync(ct));
        foreach (var (node, demand) in DemandIntake.Unmet(board.Now, known, time.GetUtcNow()))
        {
            await RequestAsync(new RequestForm.Valid(node, null, null, null, Urgency.Normal, $"{demand.Source} says the node needs a reboot"), demand.Source, ct);
        }
    }

    private async Task<MaintenanceRecord?> TellAsync(string id, string kind, string by, string why, MaintenanceEvent what, CancellationToken ct)
    {
        var told = await runner.TellAsync(id, what, ct);
        if (told is not null)
        {
            await audit.AppendAsync(time.GetUtcNow(), kind, by, id, why, ct);
            return told;
        }

        // Not open: either it has ended, which is a conflict, or there never was one.
        return await journal.FindAsync(id, ct) is { } ended ? throw new MaintenanceConflictException($"{id} is {ended.Phase.Name} already") : null;
    }
}
