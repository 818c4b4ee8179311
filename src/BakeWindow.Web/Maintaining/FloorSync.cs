using System.Threading.Channels;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Kubernetes;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Maintaining;

/// <summary>Makes the floors in the cluster follow the gate: after every change of the world that changes them, and every half minute in case somebody else changed them. At a clean stop all are closed.</summary>
public sealed partial class FloorSync(WorldBoard board, MaintenanceRunner runner, Floors floors, TimeProvider time, ILogger<FloorSync> logger) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(30);

    private readonly Channel<bool> wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private Dictionary<string, bool> last = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (board.Now.Cluster is { Connected: true })
        {
            // Nobody is left who would close them in time.
            await SyncAsync(board.Now.Workloads.ToDictionary(w => w.Name, w => Draining().Contains(w.Name), StringComparer.Ordinal), cancellationToken);
        }
    }

    /// <summary>Looks once.</summary>
    public async Task LookAsync(bool alsoUnchanged, CancellationToken ct)
    {
        var world = board.Now;
        if (world.Cluster is not { Connected: true })
        {
            // What can't be seen can't be changed sensibly; floors stand as they are.
            return;
        }

        var wanted = FloorPlan.Of(world, Draining(), time.GetUtcNow());
        if (alsoUnchanged || wanted.Any(w => !last.TryGetValue(w.Key, out var before) || before != w.Value))
        {
            await SyncAsync(wanted, ct);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        void Wake(World world) => wake.Writer.TryWrite(false);
        void Step(MaintenanceRecord record) => wake.Writer.TryWrite(false);
        board.Changed += Wake;
        runner.Changed += Step;
        using var timer = time.CreateTimer(_ => wake.Writer.TryWrite(true), null, TimeSpan.Zero, Tick);
        try
        {
            while (await wake.Reader.WaitToReadAsync(stoppingToken))
            {
                wake.Reader.TryRead(out var regularly);
                try
                {
                    await LookAsync(regularly, stoppingToken);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    Log.LookFailed(logger, e);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping; StopAsync closes the floors.
        }
        finally
        {
            board.Changed -= Wake;
            runner.Changed -= Step;
        }
    }

    private HashSet<string> Draining() => [.. runner.Open.Where(m => m.Phase is Phase.Draining or Phase.Rebooting).SelectMany(m => m.Phase.Underway!.Workloads)];

    private async Task SyncAsync(IReadOnlyDictionary<string, bool> wanted, CancellationToken ct)
    {
        var results = await floors.SyncAsync(wanted, ct);
        // Only what came true is remembered, so that what failed is tried again at the next change.
        last = wanted.Where(w => results.GetValueOrDefault(w.Key) is FloorOutcome.Kept or FloorOutcome.Changed).ToDictionary(StringComparer.Ordinal);
        foreach (var (workload, outcome) in results)
        {
            switch (outcome)
            {
                case FloorOutcome.Changed changed:
                    Log.Changed(logger, workload, changed.Budget, changed.What);
                    break;
                case FloorOutcome.Problem { Why: var why }:
                    Log.Failed(logger, workload, why);
                    break;
                case FloorOutcome.Refused { Why: var why }:
                    Log.Failed(logger, workload, why);
                    break;
                case FloorOutcome.Unavailable { Why: var why }:
                    Log.Failed(logger, workload, why);
                    break;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Floor of {Workload} ({Budget}) {What}")]
        public static partial void Changed(ILogger logger, string workload, string budget, string what);

        [LoggerMessage(3, LogLevel.Warning, "Floor of {Workload} is not as it should be: {Why}")]
        public static partial void Failed(ILogger logger, string workload, string why);

        [LoggerMessage(2, LogLevel.Error, "A look at the floors failed; the next one tries again")]
        public static partial void LookFailed(ILogger logger, Exception e);
    }
}
