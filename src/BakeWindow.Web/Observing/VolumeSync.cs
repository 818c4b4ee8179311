using BakeWindow.Core.Bypasses;
using BakeWindow.Web.Auditing;

namespace BakeWindow.Web.Observing;

/// <summary>Pins the volumes that the audit read on the board: whether a pod could follow them decides whether it comes back. No reads of its own, so no rights of its own.</summary>
public sealed class VolumeSync(WorldBoard board, BypassAuditor auditor) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        auditor.Changed += Pin;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        auditor.Changed -= Pin;
        return Task.CompletedTask;
    }

    private static bool Same(IReadOnlyList<ClaimFact>? a, IReadOnlyList<ClaimFact>? b) => a is null || b is null ? a is null && b is null
        : a.Count == b.Count && a.Zip(b).All(p => p.First with { PinnedTo = p.Second.PinnedTo, Zones = p.Second.Zones } == p.Second && p.First.PinnedTo.SequenceEqual(p.Second.PinnedTo) && p.First.Zones.SequenceEqual(p.Second.Zones));

    // A look that failed keeps the former report; then the former volumes stand too.
    private void Pin(AuditState state) => board.Update(world => Same(world.Volumes, state.Report?.Volumes) ? world : world with { Volumes = state.Report?.Volumes });
}
