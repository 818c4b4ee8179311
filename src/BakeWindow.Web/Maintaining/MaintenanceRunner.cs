using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Storage;
using BakeWindow.Web.Hosting;
using BakeWindow.Web.Observing;
using BakeWindow.Web.Recording;

namespace BakeWindow.Web.Maintaining;

/// <summary>
/// Runs the state machine of every open maintenance: look, step, journal, act, feed the outcome back. The journal is written before the act; whatever kills the process between the
/// two is mended by the first look after the start, for every command can be given twice. What the journal holds is what is so: another replica may have written it.
/// </summary>
public sealed partial class MaintenanceRunner(
    WorldBoard board, Journal journal, SampleStore samples, ClusterActs acts, Leadership leadership, Decisions decisions, TimeProvider time, ILogger<MaintenanceRunner> logger) : BackgroundService
{
    // A step leads to a command, its outcome to the next step; a story has fewer turns than this, so more would be a loop.
    private const int MostTurns = 40;

    // Two people (or replicas) may decide at once; the second decides anew about what the first has made of it.
    private const int MostTries = 3;

    // A year of a machine that is rebooted twice a week; older ones are of another kernel.
    private const int MostLearned = 100;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(5);

    // The world of a busy cluster changes many times a second, and every look at a drain asks the API server.
    private static readonly TimeSpan Calm = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly CancellationTokenSource life = new();
    private readonly WakeUps wakeUps = new(time) { Every = Tick, Calm = Calm };
    private Dictionary<string, MaintenanceRecord> open = new(StringComparer.Ordinal);

    /// <summary>After every change of a maintenance, ours or another replica's.</summary>
    public event Action<MaintenanceRecord>? Changed;

    /// <summary>The open maintenances as they stand.</summary>
    public IReadOnlyCollection<MaintenanceRecord> Open => Volatile.Read(ref open).Values;

    /// <summary>Takes up what the journal holds; to be called once before anything else.</summary>
    public async Task ResumeAsync(CancellationToken ct)
    {
        await ReloadAsync(ct);
        await LearnOutagesAsync(ct);
        foreach (var m in Open)
        {
            Log.Resumed(logger, m.Id, m.Phase.Name);
        }
    }

    /// <summary>Adds a request and looks at it at once.</summary>
    /// <exception cref="MaintenanceConflictException">The node (workload, pool) has an open maintenance already.</exception>
    public async Task<MaintenanceRecord> AddAsync(MaintenanceRequest request, CancellationToken ct)
    {
        await turn.WaitAsync(ct);
        try
        {
            if ((await journal.OpenAsync(ct)).FirstOrDefault(m => m.Request.Action.Subject == request.Action.Subject) is { } first)
            {
                throw new MaintenanceConflictException($"{first.Id} is open for {(request.Action.OnNode is null ? "" : "node ")}{request.Action.Subject} already ({first.Phase.Name}); wait for its end, or cancel it first");
            }

            var record = MaintenanceRecord.New(request);
            // From here on the caller may go away: what is begun is not left half done for that.
            var decision = await KeepAsync(request, null, board.Now, time.GetUtcNow());
            await journal.AddAsync(record, DecisionName.After($"requested by {request.RequestedBy}: {request.Reason}", decision), request.RequestedAt, life.Token);
            Keep(record);
            return leadership.IsLeader ? await LookAtAsync(record, life.Token) : record;
        }
        catch (JournalConflictException e)
        {
            throw new MaintenanceConflictException($"{e.Message}; wait for its end, or cancel it first");
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Tells a maintenance what a person decided. On a replica that does not lead it is written down; the leader does it.</summary>
    /// <returns>The maintenance after it; null when there is none under this id.</returns>
    /// <exception cref="MaintenanceConflictException">It can't be done in its present phase.</exception>
    public async Task<MaintenanceRecord?> TellAsync(string id, MaintenanceEvent what, CancellationToken ct)
    {
        await turn.WaitAsync(ct);
        try
        {
            return await StepAsToldAsync(id, what, ct) is not { } step ? null : leadership.IsLeader ? await GoOnAsync(step, life.Token) : step.Next;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Looks at every open maintenance once, the oldest request first; a replica that does not lead only reads what the leader has made of them.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, life.Token);
        await ReloadAsync(either.Token);
        foreach (var id in Open.OrderBy(m => m.Request.RequestedAt).ThenBy(m => m.Id, StringComparer.Ordinal).Select(m => m.Id).TakeWhile(_ => leadership.IsLeader))
        {
            // Given back between two of them, so that a person waits for one maintenance at most.
            await turn.WaitAsync(either.Token);
            try
            {
                if (open.TryGetValue(id, out var record))
                {
                    await LookAtAsync(record, either.Token);
                }
            }
            finally
            {
                turn.Release();
            }
        }
    }

    /// <summary>Makes the estimates of the board anew from all samples.</summary>
    public async Task LearnOutagesAsync(CancellationToken ct)
    {
        var byNode = await samples.ByNodeAsync(MostLearned, ct);
        board.Update(world => Outages.Learned(world, byNode));
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // What is under way stands in the journal; the next start gives its command again.
        var stopping = base.StopAsync(cancellationToken);
        await life.CancelAsync();
        await stopping;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        void Wake(World world) => wakeUps.Wake();
        board.Changed += Wake;
        leadership.Changed += wakeUps.Wake;
        // What fails a look is the journal that can't be read, most likely: nothing is done without it.
        await wakeUps.RunAsync(LookAsync, e => Log.LookFailed(logger, e), stoppingToken);
        leadership.Changed -= wakeUps.Wake;
        board.Changed -= Wake;
    }

    // A failure here is one maintenance's: the others are looked at all the same, and whoever asked for it has it in the journal.
    private async Task<MaintenanceRecord> LookAtAsync(MaintenanceRecord record, CancellationToken ct)
    {
        try
        {
            return record.Request.Action is MaintenanceAction.RollPool ? await StepPoolAsync(record, new MaintenanceEvent.Looked(), ct)
                : await TakeUpAsync(record, ct) is { } mine ? await GoOnAsync(await StepAsync(mine, new MaintenanceEvent.Looked(), ct), ct)
                : record;
        }
        catch (JournalConflictException)
        {
            return await TakeAsWrittenAsync(record, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            Log.StepFailed(logger, e, record.Id);
            return open.GetValueOrDefault(record.Id, record);
        }
    }

    private async Task<StepResult?> StepAsToldAsync(string id, MaintenanceEvent what, CancellationToken ct)
    {
        for (var tries = 1; ; tries++)
        {
            if (await journal.FindAsync(id, ct) is not { } record)
            {
                return null;
            }

            try
            {
                return record.Request.Action is MaintenanceAction.RollPool
                    ? new StepResult(await StepPoolAsync(record, what, life.Token), null, "")
                    : await StepAsync(record, what, life.Token);
            }
            catch (JournalConflictException) when (tries < MostTries)
            {
                // Another replica was quicker: the person decides about what is so now.
            }
            catch (JournalConflictException e)
            {
                throw new MaintenanceConflictException($"{id} is being moved on by another process ({e.Message}); look at it and try again");
            }
        }
    }

    private async Task<StepResult> StepAsync(MaintenanceRecord record, MaintenanceEvent happened, CancellationToken ct)
    {
        var (world, now) = (board.Now, time.GetUtcNow());
        var result = MaintenanceMachine.Step(record, happened, world, now);
        if (result.Changed(record))
        {
            var note = await NoteOfAsync(record, happened, result, world, now);
            await journal.AppendAsync(record, result.Next, result.Command?.ToString(), note, now, ct);
            Log.Stepped(logger, record.Id, result.Next.Phase.Name, note);
            Keep(result.Next);
            await LearnAsync(result.Next, now, ct);
        }

        return result;
    }

    // What was decided is journaled by now, so whatever fails in here is for the next look to mend, and not for the person to be told as if nothing had been decided.
    private async Task<MaintenanceRecord> GoOnAsync(StepResult step, CancellationToken ct)
    {
        try
        {
            for (var turns = 0; turns < MostTurns; turns++)
            {
                // One that leads no more leaves it to the leader: the command stands in the journal.
                if (step.Command is not { } command || !leadership.IsLeader)
                {
                    return step.Next;
                }

                var outcome = await acts.CarryOutAsync(command, ct);
                if (command is ClusterCommand.TakeLease && outcome is CommandOutcome.LeaseTaken)
                {
                    Remember(step.Next.Id);
                }

                step = await StepAsync(step.Next, new MaintenanceEvent.Answered(command, outcome), ct);
            }

            Log.TooManyTurns(logger, step.Next.Id, step.Next.Phase.Name);
        }
        catch (JournalConflictException)
        {
            // Another replica was quicker; what it wrote is what is so, and nothing was done that is not journaled.
            return await TakeAsWrittenAsync(step.Next, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Stopping: the next start gives the command of this phase again.
        }
        catch (Exception e)
        {
            Log.StepFailed(logger, e, step.Next.Id);
        }

        return step.Next;
    }

    private async Task LearnAsync(MaintenanceRecord record, DateTimeOffset now, CancellationToken ct)
    {
        if (record.Phase is not Phase.Completed { Receipt.Outage: { } outage } || record.Request.Teaches is not { } subject)
        {
            return;
        }

        try
        {
            await samples.AddAsync(subject, outage, now, ct);
            await LearnOutagesAsync(ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // The maintenance is done and journaled; what it taught is the lesser loss.
            Log.NotLearned(logger, e, record.Id, outage);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Maintenance} taken up in phase {Phase}")]
        public static partial void Resumed(ILogger logger, string maintenance, string phase);

        [LoggerMessage(2, LogLevel.Information, "{Maintenance} → {Phase}: {Note}")]
        public static partial void Stepped(ILogger logger, string maintenance, string phase, string note);

        [LoggerMessage(3, LogLevel.Error, "A look at the maintenances failed; the next one tries again")]
        public static partial void LookFailed(ILogger logger, Exception e);

        [LoggerMessage(4, LogLevel.Error, "{Maintenance} in phase {Phase} took more turns than a story has; it goes on at the next look")]
        public static partial void TooManyTurns(ILogger logger, string maintenance, string phase);

        [LoggerMessage(5, LogLevel.Error, "A step of {Maintenance} failed; the next look tries again")]
        public static partial void StepFailed(ILogger logger, Exception e, string maintenance);

        [LoggerMessage(8, LogLevel.Warning, "{Maintenance} stands still: its lock could not be taken up ({Outcome}); the next look tries again")]
        public static partial void NotTakenUp(ILogger logger, string maintenance, string outcome);

        [LoggerMessage(7, LogLevel.Debug, "{Maintenance} waits: {Why}")]
        public static partial void NotYet(ILogger logger, string maintenance, string why);

        [LoggerMessage(6, LogLevel.Warning, "{Maintenance} took {Outage}, which could not be stored: estimates don't know of it")]
        public static partial void NotLearned(ILogger logger, Exception e, string maintenance, TimeSpan outage);
    }
}
