using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Maintenance;

/// <summary>What a maintenance did: promised against done, and the rights that fell inside.</summary>
public sealed record Receipt
{
    /// <summary>When the lock was taken.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When the marks were off.</summary>
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>How long it was planned to last.</summary>
    public required TimeSpan Need { get; init; }

    /// <summary>All had to be back by then.</summary>
    public required DateTimeOffset BackBy { get; init; }

    /// <summary>From the first eviction to the proof that the baker was back; null when nothing was evicted.</summary>
    public TimeSpan? Outage { get; init; }

    /// <summary>Hard rights whose level came during the outage; a D-miss if there is any although <see cref="Outage"/> ≤ <see cref="Need"/>.</summary>
    public IReadOnlyList<HardRight> HardRightsInside { get; init; } = [];

    /// <summary>Since when the bakers were away: the first eviction; null when nothing was evicted, and in what an older version kept.</summary>
    public DateTimeOffset? AwayFrom { get; init; }

    /// <summary>Whom it disturbed; null in what an older version kept.</summary>
    public IReadOnlyList<BakerAddress>? Bakers { get; init; }

    /// <summary>True when the baker's own attestation was seen after the work; false when none was due soon.</summary>
    public bool Attested { get; init; }
}
