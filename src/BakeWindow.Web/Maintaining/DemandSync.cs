using BakeWindow.Web.Hosting;

namespace BakeWindow.Web.Maintaining;

/// <summary>Takes up the cluster's reboot-needed marks. By the replica that leads and no other, so that it is one that sees the cluster and goes on to do it.</summary>
public sealed partial class DemandSync(MaintenanceDesk desk, Leadership leadership, TimeProvider time, ILogger<DemandSync> logger) : BackgroundService
{
    private readonly WakeUps wakeUps = new(time) { Every = TimeSpan.FromSeconds(30) };

    /// <summary>Looks once.</summary>
    public Task LookAsync(CancellationToken ct) => leadership.ActAsync(desk.TakeUpDemandAsync, ct);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        leadership.Changed += wakeUps.Wake;
        await wakeUps.RunAsync(LookAsync, e => Log.LookFailed(logger, e), stoppingToken);
        leadership.Changed -= wakeUps.Wake;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A look for reboot-needed marks failed; the next one tries again")]
        public static partial void LookFailed(ILogger logger, Exception e);
    }
}
