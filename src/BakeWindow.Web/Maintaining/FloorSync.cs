using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Kubernetes;
using BakeWindow.Web.Hosting;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Maintaining;

/// <summary>
/// Makes the floors in the cluster follow the gate: at once when what they should be changes, soon again when that failed, and every half minute in case somebody else changed them. What
/// can't be known closes them; closing needs no watch, so it is tried also while the cluster is not being seen. At a clean stop all are closed. Only the replica that leads moves them.
/// </summary>
public sealed partial class FloorSync(WorldBoard board, MaintenanceRunner runner, Floors floors, Leadership leadership, TimeProvider time, ILogger<FloorSync> logger) : BackgroundService
{
    // Time alone changes the gate's word too: a head grows old, a right comes near.
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan HealAfter = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ReleaseAfter = TimeSpan.FromHours(1);

    // By the real clock, and not the host's patience, of which others that stop before may have left nothing. A pod is given 30 s to stop.
    private static readonly TimeSpan ClosingPatience = TimeSpan.FromSeconds(10);

    private readonly WakeUps wakeUps = new(time) { Every = Tick };
    private readonly Dictionary<string, string> failures = new(StringComparer.Ordinal);
    private bool mayPass;
    private FloorRound? last;
    private int term;
    private DateTimeOffset lastSync = DateTimeOffset.MinValue;
    private DateTimeOffset lastRelease = DateTimeOffset.MinValue;

    /// <summary>After every round, whatever came of it. Whoever leaves other marks acts on this, so that nothing says closed before the floors are. Listeners must be quick.</summary>
    public event Action<FloorRound>? Synced;

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (!leadership.IsLeader)
        {
            return;
        }

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

    /// <summary>Every floor that is to be closed now stands closed, as far as the last round can tell.</summary>
    public bool HasClosed(World world, DateTimeOffset now) => FloorPlan.Of(world, runner.Emptying, now).All(w => w.Value || (term == leadership.Term && Volatile.Read(ref last)?.HasClosed(w.Key) is true));

    /// <summary>Looks once, and asks the cluster if that is due.</summary>
    public Task LookAsync(CancellationToken ct) => leadership.ActAsync(LookAsLeaderAsync, ct);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        void Wake(World world) => wakeUps.Wake();
        void Step(MaintenanceRecord record) => wakeUps.Wake();
        board.Changed += Wake;
        runner.Changed += Step;
        leadership.Changed += wakeUps.Wake;
        await wakeUps.RunAsync(LookAsync, e => Log.LookFailed(logger, e), stoppingToken);
        leadership.Changed -= wakeUps.Wake;
        runner.Changed -= Step;
        board.Changed -= Wake;
    }

    private async Task LookAsLeaderAsync(CancellationToken ct)
    {
        if (leadership.Term != term)
        {
            // Somebody else may have moved them meanwhile.
            (term, last, lastSync) = (leadership.Term, null, DateTimeOffset.MinValue);
        }

        var now = time.GetUtcNow();
        var wanted = FloorPlan.Of(board.Now, runner.Emptying, now);
        var changed = wanted.Any(w => last?.Wanted.TryGetValue(w.Key, out var before) is not true || before != w.Value);
        if (changed || now - lastSync >= (mayPass ? Tick : HealAfter))
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
        Volatile.Write(ref last, null);
        mayPass = true;
        var results = await floors.SyncAsync(wanted, ct);
        // Two budgets or a missing right want a person; asking every few seconds would only load the API server.
        mayPass = results.Values.Any(o => o is FloorOutcome.Unavailable);
        var round = new FloorRound(time.GetUtcNow(), wanted, results);
        Volatile.Write(ref last, round);
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

        Synced.Tell(round, logger);
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

        [LoggerMessage(5, LogLevel.Information, "Floor {Budget} belongs to no declared workload any more: {What}")]
        public static partial void Released(ILogger logger, string budget, string what);

        [LoggerMessage(6, LogLevel.Warning, "Floor {Budget} belongs to no declared workload any more and could not be let go of: {Why}")]
        public static partial void NotReleased(ILogger logger, string budget, string why);
    }
}
