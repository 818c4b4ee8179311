using System.Text.Json.Nodes;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Wire;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Resources;
using BakeWindow.Web.Hosting;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Maintaining;

/// <summary>
/// Takes up Maintenance resources, each once by its uid, and tells in their status what becomes of them. One that is deleted cancels its maintenance; one that can't be read stays, and says
/// what to mend. That a request was taken up stands in the journal, so neither a restart nor a lost status hands it in twice; and only the replica that leads takes any up.
/// </summary>
public sealed partial class MaintenanceResourceSync(
    MaintenanceResources resources, MaintenanceDesk desk, WorldBoard board, Leadership leadership, TimeProvider time, ILogger<MaintenanceResourceSync> logger) : BackgroundService
{
    private const string By = "maintenance:";
    private const int MostLookedThrough = 1000;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(15);

    private readonly WakeUps wakeUps = new(time) { Every = Tick };
    private string? trouble;

    /// <summary>Looks once.</summary>
    public Task LookAsync(CancellationToken ct) => leadership.ActAsync(LookAsLeaderAsync, ct);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        leadership.Changed += wakeUps.Wake;
        await wakeUps.RunAsync(LookAsync, e => Log.LookFailed(logger, e), stoppingToken);
        leadership.Changed -= wakeUps.Wake;
    }

    private async Task LookAsLeaderAsync(CancellationToken ct)
    {
        try
        {
            var written = await resources.ListAsync(ct);
            foreach (var one in written)
            {
                await LookAtAsync(one, ct);
            }

            await CancelDeletedAsync(written, ct);
            trouble = null;
        }
        catch (ApiException e)
        {
            if (trouble != e.Message)
            {
                Log.Troubled(logger, e.Message);
            }

            trouble = e.Message;
        }
    }

    private async Task LookAtAsync(WrittenMaintenance one, CancellationToken ct)
    {
        if (await TakenUpAsync(one, ct) is { } record)
        {
            await resources.TellAsync(one, Status(one, record), ct);
        }
        else if (one.Id is null)
        {
            await TakeUpAsync(one, ct);
        }

        // Else it was taken up so long ago that the journal has forgotten it: its status is the last word.
    }

    private async Task<MaintenanceRecord?> TakenUpAsync(WrittenMaintenance one, CancellationToken ct)
    {
        var by = By + one.Uid;
        return one.Id is { } id && await desk.FindAsync(id, ct) is { } told && told.Request.RequestedBy == by
            ? told
            : (await desk.ListAsync(onlyOpen: false, MostLookedThrough, ct)).FirstOrDefault(m => m.Request.RequestedBy == by);
    }

    private async Task TakeUpAsync(WrittenMaintenance one, CancellationToken ct)
    {
        string? Field(string name) => one.Spec.GetValueOrDefault(name);
        var unknown = one.Spec.Keys.Except(["action", "node", "workload", "pool", "each", "hold", "need", "notBefore", "deadline", "urgency", "reason"], StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var form = new RequestForm(Field("node"), Field("action"), Field("need"), Field("notBefore"), Field("deadline"), Field("urgency"), Field("reason"))
        {
            Workload = Field("workload"),
            Pool = Field("pool"),
            Each = Field("each"),
            Hold = Field("hold"),
        };
        var (valid, mistakes) = form.Check(board.Now, time.GetUtcNow());
        if (valid is null || unknown.Count > 0)
        {
            var words = mistakes.Select(m => $"spec.{m.Key}: {m.Value}").Concat(unknown.Select(u => $"spec.{u}: there is no such field"));
            await resources.TellAsync(one, Waiting(one, "Invalid", string.Join("; ", words)), ct);
            return;
        }

        // Asked first, for every request that is handed in uses up an id, also one that is refused.
        if ((await desk.ListAsync(onlyOpen: true, MostLookedThrough, ct)).FirstOrDefault(m => m.Request.Action.Subject == valid.Action.Subject) is { } first)
        {
            await resources.TellAsync(one, Waiting(one, "Pending", $"{first.Id} is open for {valid.Action.Subject} already ({first.Phase.Name}); it is taken up after that"), ct);
            return;
        }

        try
        {
            var record = await desk.RequestAsync(valid, Access.Caller.Inside(By + one.Uid), ct);
            Log.TakenUp(logger, one.Name, record.Id);
            await resources.TellAsync(one, Status(one, record), ct);
        }
        catch (MaintenanceConflictException e)
        {
            await resources.TellAsync(one, Waiting(one, "Pending", e.Message), ct);
        }
    }

    private async Task CancelDeletedAsync(IReadOnlyList<WrittenMaintenance> written, CancellationToken ct)
    {
        var there = written.Select(w => By + w.Uid).ToHashSet(StringComparer.Ordinal);
        foreach (var orphan in (await desk.ListAsync(onlyOpen: true, MostLookedThrough, ct)).Where(m => m.Request.RequestedBy.StartsWith(By, StringComparison.Ordinal) && !there.Contains(m.Request.RequestedBy)))
        {
            try
            {
                await desk.CancelAsync(orphan.Id, Access.Caller.Inside(orphan.Request.RequestedBy), "its Maintenance resource was deleted", ct);
            }
            catch (MaintenanceConflictException)
            {
                // It can't be undone any more: it goes on to its end.
            }
        }
    }

    private static JsonObject Waiting(WrittenMaintenance one, string phase, string message) =>
        new() { ["phase"] = phase, ["message"] = message, ["observedGeneration"] = one.Generation };

    private static JsonObject Status(WrittenMaintenance one, MaintenanceRecord record)
    {
        var document = MaintenanceDocument.From(record, []);
        var taken = one.Status["observedGeneration"] is JsonValue v && v.TryGetValue<int>(out var generation) && one.Id is not null ? generation : one.Generation;
        return new JsonObject
        {
            ["id"] = document.Id,
            ["phase"] = document.Phase,
            ["message"] = one.Generation > taken ? $"{document.Why} (changed after it was taken up: delete it and write it anew)".Trim() : document.Why,
            ["window"] = document.Start is { } s ? new JsonObject { ["opensEarliest"] = Text(s.StartsEarliest), ["backBy"] = Text(s.BackBy), ["fromLevel"] = s.FromLevel, ["toLevel"] = s.ToLevel } : null,
            ["receipt"] = document.Receipt is { } r ? new JsonObject { ["startedAt"] = Text(r.StartedAt), ["endedAt"] = Text(r.EndedAt), ["outage"] = r.Outage, ["attested"] = r.Attested } : null,
            ["observedGeneration"] = taken,
        };
    }

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Maintenance resource {Name} was taken up as {Maintenance}")]
        public static partial void TakenUp(ILogger logger, string name, string maintenance);

        [LoggerMessage(2, LogLevel.Warning, "Maintenance resources can't be taken up: {Why}")]
        public static partial void Troubled(ILogger logger, string why);

        [LoggerMessage(3, LogLevel.Error, "A look at the Maintenance resources failed; the next one tries again")]
        public static partial void LookFailed(ILogger logger, Exception e);
    }
}
