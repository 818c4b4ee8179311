using BakeWindow.Core.Maintenance;
using BakeWindow.Storage;

namespace BakeWindow.Web.Maintaining;

/// <content>Rolls of pools: the roll is journaled first, then its order to one of its maintenances is carried out; both can be given twice.</content>
public sealed partial class MaintenanceRunner
{
    private async Task<MaintenanceRecord> StepPoolAsync(MaintenanceRecord record, MaintenanceEvent happened, CancellationToken ct)
    {
        var child = record.Phase.Pool?.AtWork?.Child is { } id ? await journal.FindAsync(id, ct) : null;
        var now = time.GetUtcNow();
        var step = PoolMachine.Step(record, happened, child, board.Now, now);
        if (step.Next.Phase != record.Phase)
        {
            await journal.AppendAsync(record, step.Next, step.Order?.ToString(), step.Note, now, ct);
            Log.Stepped(logger, record.Id, step.Next.Phase.Name, step.Note);
            Keep(step.Next);
        }

        switch (step.Order)
        {
            case PoolOrder.Start { Request: var request }:
                await StartAsync(request, ct);
                break;
            case PoolOrder.Cancel cancel:
                await CancelAsync(cancel, ct);
                break;
        }

        return step.Next;
    }

    private async Task StartAsync(MaintenanceRequest request, CancellationToken ct)
    {
        try
        {
            var record = MaintenanceRecord.New(request);
            await journal.AddAsync(record, $"requested by {request.PartOf} for {request.RequestedBy}: {request.Reason}", request.RequestedAt, ct);
            Keep(record);
        }
        catch (JournalConflictException e)
        {
            // Somebody's own maintenance is open for this node; the next look tries again.
            Log.NotYet(logger, request.PartOf ?? "", e.Message);
        }
    }

    private async Task CancelAsync(PoolOrder.Cancel cancel, CancellationToken ct)
    {
        try
        {
            if (await StepAsToldAsync(cancel.Child, new MaintenanceEvent.CancelledBy(cancel.By, cancel.Why), ct) is { } step && leadership.IsLeader)
            {
                await GoOnAsync(step, ct);
            }
        }
        catch (MaintenanceConflictException e)
        {
            // Past the point of no return, or ended by itself meanwhile: the roll waits for its end.
            Log.NotYet(logger, cancel.Child, e.Message);
        }
    }
}
