using BakeWindow.Core.Cluster;
using BakeWindow.Core.Maintenance;
using BakeWindow.Storage;

namespace BakeWindow.Web.Maintaining;

/// <summary>Carries out one command in the cluster.</summary>
public delegate Task<CommandOutcome> ExecuteCommand(ClusterCommand command, CancellationToken ct);

/// <summary>Has commands carried out within a bounded time, and frees locks that nobody is left to give back.</summary>
public sealed partial class ClusterActs(ExecuteCommand execute, Journal journal, ILogger<ClusterActs> logger, Installation? installation = null)
{
    /// <summary>A command asks the cluster several times, each time with a deadline of its own; all of it together must not keep people and other maintenances waiting for longer.</summary>
    internal TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Carries out one command.</summary>
    public async Task<CommandOutcome> CarryOutAsync(ClusterCommand command, CancellationToken ct)
    {
        var outcome = await BoundedAsync(command, ct);
        if (command is not ClusterCommand.TakeLease lease || outcome is not CommandOutcome.HeldBy { Holder: var text }
            || LockHolder.Read(text) is var holder && !await IsForgottenAsync(holder, ct))
        {
            return outcome;
        }

        Log.Forgotten(logger, lease.Domain, holder.Maintenance);
        await BoundedAsync(new ClusterCommand.ReleaseLease(lease.Domain, holder.Maintenance), ct);
        return await BoundedAsync(command, ct);
    }

    // Giving the lock back is the last thing a maintenance does, after its last row in the journal: killed just there, it would hold the lock until that runs out. One that comes to life
    // again between this look and the release takes the lock with another fence, or finds at its first mark that it has lost it.
    private async Task<bool> IsForgottenAsync(LockHolder holder, CancellationToken ct) =>
        holder.IsOrMayBe(new LockHolder(holder.Maintenance, installation?.Id ?? ""))
        && await journal.FindAsync(holder.Maintenance, ct) is { Phase: not Phase.Locking, Phase.Underway: null };

    private async Task<CommandOutcome> BoundedAsync(ClusterCommand command, CancellationToken ct)
    {
        // About the wire, so by the real clock.
        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            return await execute(command, either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            return new CommandOutcome.Unavailable($"not done within {Patience.TotalSeconds:0} s");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The lock of {Domain} is still held by {Holder}, which is not at work; giving it back")]
        public static partial void Forgotten(ILogger logger, string domain, string holder);
    }
}
