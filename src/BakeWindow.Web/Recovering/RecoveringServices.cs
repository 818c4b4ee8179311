using BakeWindow.Core.Ledger;
using BakeWindow.Core.Rights;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Recovering;

/// <summary>What watches for what breaks by itself.</summary>
internal static class RecoveringServices
{
    public static void AddRecovering(this IServiceCollection services)
    {
        services.AddSingleton<RecoveryBook>();
        services.AddSingleton<RecoveryWatcher>();
        services.AddHostedService(p => p.GetRequiredService<RecoveryWatcher>());
        services.AddSingleton<MissedAlarm>();
        services.AddSingleton<AttestedObserver>();
        services.AddHostedService(p => p.GetRequiredService<AttestedObserver>());
        services.AddHostedService<BlockTeller>();
        services.AddSingleton<RecoveryMetrics>();
    }
}

/// <summary>Tells what became of rights to bake.</summary>
internal sealed class BlockTeller(OutcomeObserver observer, MissedAlarm alarm) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        observer.Judged += Tell;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        observer.Judged -= Tell;
        return Task.CompletedTask;
    }

    private void Tell(IReadOnlyList<RightOutcome> outcomes)
    {
        foreach (var o in outcomes.Where(o => o.At is not null))
        {
            if (o.Fate is RightFate.Missed)
            {
                alarm.Missed(o.Baker, RightKind.Baking, o.Level, o.At!.Value, $"{o.MadeBy} made the block at round {o.MadeRound}.");
            }
            else if (o.Fate is RightFate.Made or RightFate.Stolen)
            {
                alarm.Made(o.Baker, o.Level, o.At!.Value, o.Fate is RightFate.Made ? "its block was made." : $"its block was made at round {o.Round}, for earlier owners had not.");
            }
        }
    }
}
