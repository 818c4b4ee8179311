using BakeWindow.Core.Maintenance;
using BakeWindow.Storage;
using BakeWindow.Web.Access;
using BakeWindow.Web.Observing;
using BakeWindow.Web.Recording;

namespace BakeWindow.Web.Maintaining;

/// <summary>Where people and automation hand in, approve, reject and cancel maintenances, over page or API alike.</summary>
public sealed partial class MaintenanceDesk(MaintenanceRunner runner, Journal journal, WorldBoard board, AuditLog audit, TimeProvider time, ILogger<MaintenanceDesk> logger)
{
    private const int StoriesThatTeach = 50;

    /// <summary>Takes in a request. It must have been checked by <see cref="RequestForm"/>.</summary>
    /// <exception cref="MaintenanceConflictException">The node (workload, pool) has an open maintenance already.</exception>
    public async Task<MaintenanceRecord> RequestAsync(RequestForm.Valid form, Caller by, CancellationToken ct)
    {
        by.Require(Act.Request, form.Action.Subject);
        var request = form.Request(await journal.NextIdAsync(ct), by.Name, time.GetUtcNow()) with { RequestedFor = by.Owner == by.Name ? null : by.Owner };
        var record = await runner.AddAsync(request, ct);
        await NoteAsync("maintenance-requested", by, request.Id, $"{request.Action.Word} {request.Action.Subject}: {request.Reason}", null, record.Phase.Name);
        return record;
    }

    /// <summary>Says yes, to this window or to any within the bounds.</summary>
    /// <exception cref="MaintenanceConflictException">It does not wait for approval, somebody else was first, or another must approve it.</exception>
    /// <exception cref="ApprovalChangedException">Window, price or verdict are others than those that were shown.</exception>
    public Task<MaintenanceRecord?> ApproveAsync(string id, Caller by, ApprovalTerms terms, CancellationToken ct) =>
        TellAsync(id, Act.Approve, "maintenance-approved", by, terms.Text, terms.By(by.Name) with { Owner = by.Owner }, ct);

    /// <summary>What a person who is asked for his yes is shown now; null while nothing waits for one.</summary>
    public ApprovalShown? ShownOf(MaintenanceRecord record) => ApprovalShown.Of(board.Now, record, time.GetUtcNow());

    /// <summary>Says no.</summary>
    /// <exception cref="MaintenanceConflictException">It has begun.</exception>
    public Task<MaintenanceRecord?> RejectAsync(string id, Caller by, string why, CancellationToken ct) =>
        TellAsync(id, Act.Approve, "maintenance-rejected", by, why, new MaintenanceEvent.RejectedBy(by.Name, why), ct);

    /// <summary>Calls it off; what was begun is undone.</summary>
    /// <exception cref="MaintenanceConflictException">It can't be undone any more.</exception>
    public Task<MaintenanceRecord?> CancelAsync(string id, Caller by, string why, CancellationToken ct) =>
        TellAsync(id, Act.Request, "maintenance-cancelled", by, why, new MaintenanceEvent.CancelledBy(by.Name, why), ct);

    /// <summary>Says that the work for which a node is held is done.</summary>
    /// <exception cref="MaintenanceConflictException">It is not held.</exception>
    public Task<MaintenanceRecord?> DoneAsync(string id, Caller by, CancellationToken ct) =>
        TellAsync(id, Act.Request, "maintenance-done", by, "", new MaintenanceEvent.DoneBy(by.Name), ct);

    /// <summary>Lets a paused roll of a pool go on.</summary>
    /// <exception cref="MaintenanceConflictException">It is not paused.</exception>
    public Task<MaintenanceRecord?> ResumeAsync(string id, Caller by, CancellationToken ct) =>
        TellAsync(id, Act.Request, "maintenance-resumed", by, "", new MaintenanceEvent.ResumedBy(by.Name), ct);

    /// <summary>Wants a reboot to stop before it is asked for, or lets it go on.</summary>
    /// <exception cref="MaintenanceConflictException">It is past that, or no reboot.</exception>
    public Task<MaintenanceRecord?> HoldAsync(string id, Caller by, bool hold, CancellationToken ct) =>
        TellAsync(id, Act.Request, hold ? "maintenance-held" : "maintenance-let-go-on", by, "", new MaintenanceEvent.HeldBy(by.Name, hold), ct);

    /// <summary>What can be said about a request that is not handed in: nothing is kept.</summary>
    public (MaintenanceRecord Record, RequestOutlook Outlook) Plan(RequestForm.Valid form, string by)
    {
        var now = time.GetUtcNow();
        var request = form.Request("dry-run", by, now);
        return (MaintenanceRecord.New(request), RequestOutlook.Of(board.Now, request, now));
    }

    /// <summary>How a maintenance looks that has not begun; null when it has.</summary>
    public RequestOutlook? OutlookOf(MaintenanceRecord record) => RequestOutlook.Of(board.Now, record, time.GetUtcNow());

    /// <summary>All of them, newest first; at most <paramref name="most"/>.</summary>
    public Task<IReadOnlyList<MaintenanceRecord>> ListAsync(bool onlyOpen, int most, CancellationToken ct) => journal.ListAsync(onlyOpen, most, ct);

    /// <summary>One; null when there is none.</summary>
    public Task<MaintenanceRecord?> FindAsync(string id, CancellationToken ct) => journal.FindAsync(id, ct);

    /// <summary>What happened to it, in order.</summary>
    public Task<IReadOnlyList<JournalEntry>> HistoryAsync(string id, CancellationToken ct) => journal.HistoryAsync(id, ct);

    /// <summary>How long steps took lately.</summary>
    public async Task<Views.StepDurations> StepDurationsAsync(CancellationToken ct) =>
        new((await journal.LastStoriesAsync(StoriesThatTeach, ct)).Select(s => (IReadOnlyList<(DateTimeOffset, string)>)[.. s.Select(e => (e.At, e.Phase))]));

    /// <summary>Turns reboot-needed marks of the cluster into requests, each once.</summary>
    public async Task TakeUpDemandAsync(CancellationToken ct)
    {
        var known = new List<MaintenanceRecord>(await journal.OpenAsync(ct));
        known.AddRange(await journal.LastEndedPerNodeAsync(ct));
        foreach (var (action, demand) in DemandIntake.Unmet(board.Now, known, time.GetUtcNow()))
        {
            try
            {
                await RequestAsync(new RequestForm.Valid(action, null, null, null, Urgency.Normal, $"{demand.Source} says the node needs a reboot"), Caller.Inside(demand.Source), ct);
            }
            catch (MaintenanceConflictException e)
            {
                // Somebody has asked for this node in the same moment.
                Log.AskedAlready(logger, action.Subject, e.Message);
            }
        }
    }

    private async Task<MaintenanceRecord?> TellAsync(string id, Act act, string kind, Caller by, string why, MaintenanceEvent what, CancellationToken ct)
    {
        var before = runner.Open.FirstOrDefault(m => m.Id == id)?.Phase.Name;
        by.Require(act, by.Nodes.Count == 0 ? null : (await journal.FindAsync(id, ct))?.Request.Action.Subject);
        var told = await runner.TellAsync(id, what, ct);
        if (told is not null)
        {
            await NoteAsync(kind, by, id, why, before, told.Phase.Name);
        }

        return told;
    }

    // It has happened: neither a caller who went away nor a full disk makes it undone. The journal's own row names who and why as well.
    private async Task NoteAsync(string kind, Caller by, string id, string detail, string? before, string? after)
    {
        try
        {
            var decision = kind switch
            {
                "maintenance-requested" => DecisionName.OfRequest(await journal.HistoryAsync(id, CancellationToken.None)),
                "maintenance-approved" => DecisionName.OfApproval(await journal.HistoryAsync(id, CancellationToken.None)),
                _ => null,
            };
            await audit.AppendAsync(time.GetUtcNow(), new AuditNote(kind, by.Name, id, DecisionName.After(detail, decision ?? "")) { From = by.From, Before = before, After = after }, CancellationToken.None);
        }
        catch (Exception e)
        {
            Log.NotAudited(logger, e, kind, id, by.Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The reboot that node {Node} needs is asked for already: {Why}")]
        public static partial void AskedAlready(ILogger logger, string node, string why);

        [LoggerMessage(2, LogLevel.Error, "{Kind} of {Maintenance} by {Who} could not be written to the audit log")]
        public static partial void NotAudited(ILogger logger, Exception e, string kind, string maintenance, string who);
    }
}
