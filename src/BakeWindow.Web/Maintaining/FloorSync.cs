using System.Threading.Channels;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Time;
using BakeWindow.Kubernetes;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Maintaining;

/// <summary>
/// Makes the floors in the cluster follow the gate: at once when what they should be changes, soon again when that failed, and every half minute in case somebody else changed them. What
/// can't be known closes them; closing needs no watch, so it is tried also while the cluster is not being seen. At a clean stop all are closed.
/// </summary>
public sealed partial class FloorSync(WorldBoard board, MaintenanceRunner runner, Floors floors, TimeProvider time, ILogger<FloorSync> logger) : BackgroundService
{
    // Time alone changes the gate's word too: a head grows old, a right comes near.
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan HealAfter = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ReleaseAfter = TimeSpan.FromHours(1);

    // By the real clock, and not the host's patience, of which others that stop before may have left nothing. A pod is given 30 s to stop.
    private static readonly TimeSpan ClosingPatience = TimeSpan.FromSeconds(10);

    private readonly Channel<bool> wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Dictionary<string, string> failures = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, bool> asked = new Dictionary<string, bool>(StringComparer.Ordinal);
    private readonly HashSet<string> alarmed = new(StringComparer.Ordinal);
    private DateTimeOffset lastSync = DateTimeOffset.MinValue;
    private DateTimeOffset lastRelease = DateTimeOffset.MinValue;

    /// <summary>After every round, whatever came of it. Whoever leaves other marks acts on this, so that nothing says closed before the floors are. Listeners must be quick.</summary>
    public event Action<FloorRound>? Synced;

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var patience = new CancellationTokenSource(ClosingPatience, TimeProvider.System);
        try
        {
            // Nobody is left who would close them in time. A drain that is under way opens its own again at the next start.
            await SyncAsync(board.Now.Workloads.ToDictionary(w => w.Name, _ => false, StringComparer.Ordinal), patience.Token);
        }
        catch (Exception e)
        {
            Log.NotClosed(logger, e);
        }
    }

    /// <summary>Looks once, and asks the cluster if that is due.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var wanted = FloorPlan.Of(board.Now, runner.Emptying, now);
        Count(wanted, now);
        var changed = wanted.Any(w => !asked.TryGetValue(w.Key, out var before) || before != w.Value);
        if (changed || now - lastSync >= (failures.Count > 0 ? Tick : HealAfter))
        {
            lastSync = now;
            await SyncAsync(wanted, ct);
        }

        if (now - lastRelease >= ReleaseAfter)
        {
            lastRelease = now;
            await ReleaseAsync(ct);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        void Wake(World world) => wake.Writer.TryWrite(true);
        void Step(MaintenanceRecord record) => wake.Writer.TryWrite(true);
        board.Changed += Wake;
        runner.Changed += Step;
        using var timer = time.CreateTimer(_ => wake.Writer.TryWrite(true), null, TimeSpan.Zero, Tick);
        try
        {
            while (await wake.Reader.WaitToReadAsync(stoppingToken))
            {
                wake.Reader.TryRead(out _);
                try
                {
                    await LookAsync(stoppingToken);
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    Log.LookFailed(logger, e);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping; StopAsync closes the floors.
        }
        finally
        {
            board.Changed -= Wake;
            runner.Changed -= Step;
        }
    }

    // How long no floor could open is counted by this process; a restart begins anew, which delays an alarm and loses nothing else.
    private void Count(IReadOnlyDictionary<string, bool> wanted, DateTimeOffset now)
    {
        var awaited = runner.Awaited;
        board.Update(world =>
        {
            var workloads = world.Cluster is { } cluster ? awaited.SelectMany(n => Placement.On(n, cluster, world.Workloads)).Select(w => w.Name) : [];
            var held = FloorHolds.Next(world, wanted, workloads.ToHashSet(StringComparer.Ordinal), now);
            return ReferenceEquals(held, world.HeldSince) ? world : world with { HeldSince = held };
        });
        var world = board.Now;
        foreach (var hold in wanted.Keys.Select(w => FloorHolds.Of(world, w, now)))
        {
            if (!hold.Overheld)
            {
                alarmed.Remove(hold.Workload);
            }
            else if (alarmed.Add(hold.Workload))
            {
                Log.Overheld(logger, hold.Workload, DurationText.Human(hold.For), DurationText.Human(world.Policy.MaxHold));
            }
        }
    }

    private async Task ReleaseAsync(CancellationToken ct)
    {
        foreach (var (budget, outcome) in await floors.ReleaseUndeclaredAsync(ct))
        {
            if (outcome is FloorOutcome.Changed changed)
            {
                Log.Released(logger, budget, changed.What);
            }
            else if (WhyNot(outcome) is { } why)
            {
                Log.NotReleased(logger, budget, why);
            }
        }
    }

    private async Task SyncAsync(IReadOnlyDictionary<string, bool> wanted, CancellationToken ct)
    {
        // Until the answers are here nothing is known to be as it was asked.
        asked = new Dictionary<string, bool>(StringComparer.Ordinal);
        var results = await floors.SyncAsync(wanted, ct);
        asked = wanted;
        foreach (var (workload, outcome) in results)
        {
            if (outcome is FloorOutcome.Changed changed)
            {
                Log.Changed(logger, workload, changed.Budget, changed.What);
            }

            if (WhyNot(outcome) is not { } why)
            {
                failures.Remove(workload);
            }
            else if (failures.GetValueOrDefault(workload) != why)
            {
                // Once, and not at every try.
                failures[workload] = why;
                Log.Failed(logger, workload, why);
            }
        }

        Synced.Tell(new FloorRound(time.GetUtcNow(), wanted, results), logger);
    }

    private static string? WhyNot(FloorOutcome outcome) => outcome switch
    {
        FloorOutcome.Problem { Why: var why } => why,
        FloorOutcome.Refused { Why: var why } => why,
        FloorOutcome.Unavailable { Why: var why } => why,
        _ => null,
    };

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Floor of {Workload} ({Budget}) {What}")]
        public static partial void Changed(ILogger logger, string workload, string budget, string what);

        [LoggerMessage(2, LogLevel.Error, "A look at the floors failed; the next one tries again")]
        public static partial void LookFailed(ILogger logger, Exception e);

        [LoggerMessage(3, LogLevel.Warning, "Floor of {Workload} is not as it should be: {Why}")]
        public static partial void Failed(ILogger logger, string workload, string why);

        [LoggerMessage(4, LogLevel.Error, "The floors could not be closed at the stop; what stands open stays open until the next start")]
        public static partial void NotClosed(ILogger logger, Exception e);

        [LoggerMessage(5, LogLevel.Critical, "Floor of {Workload} has had no moment to open for {Held}, longer than {Most} (Policy:MaxHold). It stays closed; a person should look: windows too short for the need, a freeze, unknown rights?")]
        public static partial void Overheld(ILogger logger, string workload, string held, string most);

        [LoggerMessage(6, LogLevel.Information, "Floor {Budget} belongs to no declared workload any more: {What}")]
        public static partial void Released(ILogger logger, string budget, string what);

        [LoggerMessage(7, LogLevel.Warning, "Floor {Budget} belongs to no declared workload any more and could not be let go of: {Why}")]
        public static partial void NotReleased(ILogger logger, string budget, string why);
    }
}
