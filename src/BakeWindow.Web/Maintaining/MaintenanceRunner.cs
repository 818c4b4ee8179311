using System.Threading.Channels;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Storage;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Maintaining;

/// <summary>Carries out one command in the cluster.</summary>
public delegate Task<CommandOutcome> ExecuteCommand(ClusterCommand command, CancellationToken ct);

/// <summary>
/// Runs the state machine of every open maintenance: look, step, journal, act, feed the outcome back. The journal is written before the act; whatever kills the process between the
/// two is mended by the first look after the start, for every command can be given twice.
/// </summary>
public sealed partial class MaintenanceRunner(
    WorldBoard board, Journal journal, SampleStore samples, ExecuteCommand execute, Settings settings, TimeProvider time, ILogger<MaintenanceRunner> logger) : BackgroundService
{
    // A step leads to a command, its outcome to the next step; a story has fewer turns than this, so more would be a loop.
    private const int MostTurns = 40;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly Channel<bool> wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private Dictionary<string, MaintenanceRecord> open = new(StringComparer.Ordinal);

    /// <summary>After every journaled change.</summary>
    public event Action<MaintenanceRecord>? Changed;

    /// <summary>The open maintenances as they stand.</summary>
    public IReadOnlyCollection<MaintenanceRecord> Open => [.. Volatile.Read(ref open).Values];

    /// <summary>Takes up what the journal holds; to be called once before anything else.</summary>
    public async Task ResumeAsync(CancellationToken ct)
    {
        var found = await journal.OpenAsync(ct);
        await turn.WaitAsync(ct);
        try
        {
            open = found.ToDictionary(m => m.Id, StringComparer.Ordinal);
            PublishActive();
        }
        finally
        {
            turn.Release();
        }

        foreach (var m in found)
        {
            Log.Resumed(logger, m.Id, m.Phase.Name);
        }
    }

    /// <summary>Adds a request and looks at it at once.</summary>
    public async Task<MaintenanceRecord> AddAsync(MaintenanceRequest request, CancellationToken ct)
    {
        await turn.WaitAsync(ct);
        try
        {
            var record = MaintenanceRecord.New(request);
            await journal.AddAsync(record, $"requested by {request.RequestedBy}: {request.Reason}", request.RequestedAt, ct);
            Keep(record);
            return await AdvanceAsync(record, new MaintenanceEvent.Looked(), ct);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Tells a maintenance what a person decided.</summary>
    /// <returns>The maintenance after it; null when there is none open under this id.</returns>
    /// <exception cref="MaintenanceConflictException">It can't be done in its present phase.</exception>
    public async Task<MaintenanceRecord?> TellAsync(string id, MaintenanceEvent what, CancellationToken ct)
    {
        await turn.WaitAsync(ct);
        try
        {
            return open.TryGetValue(id, out var record) ? await AdvanceAsync(record, what, ct) : null;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Looks at every open maintenance once.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        await turn.WaitAsync(ct);
        try
        {
            if (settings.Storage.Postgres)
            {
                // Another replica may have taken steps, or taken in requests, since.
                Volatile.Write(ref open, (await journal.OpenAsync(ct)).ToDictionary(m => m.Id, StringComparer.Ordinal));
                PublishActive();
            }

            foreach (var record in open.Values.OrderBy(m => m.Request.RequestedAt).ToList())
            {
                await AdvanceAsync(record, new MaintenanceEvent.Looked(), ct);
            }
        }
        finally
        {
            turn.Release();
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        void Wake(World world) => wake.Writer.TryWrite(true);
        board.Changed += Wake;
        using var timer = time.CreateTimer(_ => wake.Writer.TryWrite(true), null, Tick, Tick);
        try
        {
            while (await wake.Reader.WaitToReadAsync(stoppingToken))
            {
                wake.Reader.TryRead(out _);
                try
                {
                    await LookAsync(stoppingToken);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    // One look failed (the database, most likely); nothing was done that is not journaled, so the next look may try again.
                    Log.LookFailed(logger, e);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping: what is under way stands in the journal.
        }
        finally
        {
            board.Changed -= Wake;
        }
    }

    private async Task<MaintenanceRecord> AdvanceAsync(MaintenanceRecord record, MaintenanceEvent happened, CancellationToken ct)
    {
        try
        {
            return await StepsAsync(record, happened, ct);
        }
        catch (JournalConflictException)
        {
            // Another replica was quicker; what it wrote is what is so, and nothing was done that is not journaled.
            var written = await journal.FindAsync(record.Id, ct) ?? record;
            Keep(written);
            return written;
        }
    }

    private async Task<MaintenanceRecord> StepsAsync(MaintenanceRecord record, MaintenanceEvent happened, CancellationToken ct)
    {
        for (var turns = 0; turns < MostTurns; turns++)
        {
            var now = time.GetUtcNow();
            var result = MaintenanceMachine.Step(record, happened, board.Now, now);
            if (result.Changed(record))
            {
                await journal.AppendAsync(record, result.Next, result.Command?.ToString(), result.Note, now, ct);
                Log.Stepped(logger, record.Id, result.Next.Phase.Name, result.Note);
                Keep(result.Next);
                await LearnAsync(result.Next, now, ct);
            }

            record = result.Next;
            if (result.Command is not { } command)
            {
                return record;
            }

            happened = new MaintenanceEvent.Answered(command, await execute(command, ct));
        }

        Log.TooManyTurns(logger, record.Id, record.Phase.Name);
        return record;
    }

    private void Keep(MaintenanceRecord record)
    {
        var next = new Dictionary<string, MaintenanceRecord>(open, StringComparer.Ordinal);
        if (record.Phase.IsTerminal)
        {
            next.Remove(record.Id);
        }
        else
        {
            next[record.Id] = record;
        }

        Volatile.Write(ref open, next);
        PublishActive();
        Changed?.Invoke(record);
    }

    private void PublishActive()
    {
        var active = open.Values
            .Where(m => m.Phase.Underway is not null)
            .Select(m => new ActiveMaintenance(m.Id, m.Request.Node, m.Phase.Underway!.Domain, m.Phase.Underway.Bakers, m.Phase.Underway.DrainingSince is not null))
            .OrderBy(a => a.Id, StringComparer.Ordinal)
            .ToList();
        board.Update(world => world.Active.Select(a => (a.Id, a.Evicting)).SequenceEqual(active.Select(a => (a.Id, a.Evicting))) ? world : world with { Active = active });
    }

    private async Task LearnAsync(MaintenanceRecord record, DateTimeOffset now, CancellationToken ct)
    {
        if (record.Phase is Phase.Completed { Receipt.Outage: { } outage })
        {
            await samples.AddAsync(record.Request.Node, outage, now, ct);
            await LearnOutagesAsync(ct);
        }
    }

    /// <summary>Makes the estimates of the board anew from all samples.</summary>
    public async Task LearnOutagesAsync(CancellationToken ct)
    {
        var byNode = await samples.ByNodeAsync(50, ct);
        board.Update(world => Outages.Learned(world, byNode));
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
    }
}
