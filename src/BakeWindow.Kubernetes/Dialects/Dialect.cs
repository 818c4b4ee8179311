using BakeWindow.Kubernetes.Rbac;

namespace BakeWindow.Kubernetes.Dialects;

/// <summary>
/// One neighbour's language: how it is recognised, and what has to stand on which objects so that it hears the gate's answer. Every dialect has this one shape: <em>detect</em> reads,
/// <em>show</em> says purely what would be written; writing with the former value remembered, healing and restoring are <see cref="DialectKeeper"/>'s, alike for all.
/// </summary>
public interface IDialect
{
    /// <summary>Its name in configuration, API and notes on objects: <c>karpenter</c>.</summary>
    string Name { get; }

    /// <summary>What it needs beyond BakeWindow's own rights, each with its reason; empty when nodes and pods are all it marks.</summary>
    IReadOnlyList<Permission> Permissions { get; }

    /// <summary>Is the neighbour here, which version, how is it configured? Reads what <see cref="Show"/> needs; writes nothing.</summary>
    Task<DialectSight> DetectAsync(DialectReading reading, CancellationToken ct);

    /// <summary>What should stand on which objects now. Pure: what is not named here is given back.</summary>
    IReadOnlyList<DialectWrite> Show(DialectSight sight, DialectScene scene);

    /// <summary>Which Leases should be held now, for neighbours who hear locks and not marks. Pure: what is not named here is let go.</summary>
    IReadOnlyList<LeaseHold> Hold(DialectSight sight, DialectScene scene) => [];

    /// <summary>
    /// True when its marks <em>allow</em> something, and their absence forbids it. Such marks go at a clean stop and whenever the neighbour can't be read; all others stay then.
    /// </summary>
    bool Permits => false;
}
