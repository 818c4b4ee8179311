using BakeWindow.Core.Chain;
using BakeWindow.Storage;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Maintaining;
using BakeWindow.Web.Observing;
using Quartz;

namespace BakeWindow.Web.Jobs;

/// <summary>Fetches the rights of every cycle that is known to the chain and not yet to us; at each cycle roll, and now and then in case that failed.</summary>
[DisallowConcurrentExecution]
internal sealed class RightsJob(BakerObserver bakers) : IJob
{
    public static readonly JobKey Key = new("rights");

    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => new(bakers.RefreshRightsAsync(cancellationToken));
}

/// <summary>Reads the bakers' participation, nonces and share again.</summary>
[DisallowConcurrentExecution]
internal sealed class ParticipationJob(BakerObserver bakers) : IJob
{
    public static readonly JobKey Key = new("participation");

    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => new(bakers.RefreshDutiesAsync(cancellationToken));
}

/// <summary>Looks at every open maintenance, whatever the streams do.</summary>
[DisallowConcurrentExecution]
internal sealed class MaintenanceTickJob(MaintenanceRunner runner) : IJob
{
    public static readonly JobKey Key = new("maintenance-tick");

    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => new(runner.LookAsync(cancellationToken));
}

/// <summary>Deletes what is older than the configured days; never what is open.</summary>
[DisallowConcurrentExecution]
internal sealed class RetentionJob(Retention retention, WorldBoard board, Settings settings, TimeProvider time) : IJob
{
    public static readonly JobKey Key = new("retention");

    private const int CyclesKept = 30;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        // Past cycles are what the ledger reckons by and what other rules are tried on.
        var rightsFrom = board.Now.Chain is { } chain
            ? new Dictionary<string, Cycle>(StringComparer.Ordinal) { [chain.Head.ChainId] = chain.Head.Cycle.Cycle - CyclesKept }
            : [];
        var now = time.GetUtcNow();
        await retention.SweepAsync(now.AddDays(-settings.Storage.KeepDays), rightsFrom, now, cancellationToken);
    }
}
