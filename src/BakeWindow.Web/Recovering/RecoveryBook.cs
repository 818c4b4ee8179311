using BakeWindow.Core.Recovery;

namespace BakeWindow.Web.Recovering;

/// <summary>What is known of restarts and what is at risk now. One value, replaced as a whole, read by pages, API and metrics.</summary>
public sealed class RecoveryBook
{
    private Noted now = new(RecoveryState.Empty, [], [], null, [], []);

    /// <summary>After what is at risk has changed.</summary>
    public event Action? Changed;

    /// <summary>As last seen.</summary>
    public Noted Now => Volatile.Read(ref now);

    /// <summary>An own attestation is waited for: each block must be read.</summary>
    public bool AwaitsAttestation => Now.State.Open.Any(r => r.BackFrom is not null);

    /// <summary>Writes down another look.</summary>
    internal void Write(Noted next)
    {
        Volatile.Write(ref now, next);
        Changed?.Invoke();
    }

    /// <summary>A look.</summary>
    /// <param name="State">The watch over restarts.</param>
    /// <param name="Faults">What is down, also what was allowed to be.</param>
    /// <param name="Risks">What is at risk.</param>
    /// <param name="At">When; null: never.</param>
    /// <param name="Samples">Restarts that were measured, newest first.</param>
    /// <param name="Ended">The last that ended, newest first.</param>
    public sealed record Noted(RecoveryState State, IReadOnlyList<Fault> Faults, IReadOnlyList<BakerRisk> Risks, DateTimeOffset? At, IReadOnlyList<RecoverySample> Samples, IReadOnlyList<EndedRisk> Ended);
}

/// <summary>A risk that is over.</summary>
/// <param name="Risk">As it was last.</param>
/// <param name="At">When all was back.</param>
/// <param name="Words">What became of it.</param>
public sealed record EndedRisk(BakerRisk Risk, DateTimeOffset At, string Words);
