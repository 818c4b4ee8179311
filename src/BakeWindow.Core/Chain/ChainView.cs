namespace BakeWindow.Core.Chain;

/// <summary>Everything about the chain that a plan depends on. A value: equal views give equal plans.</summary>
public sealed record ChainView
{
    /// <summary>The tip that the plan starts from.</summary>
    public required Head Head { get; init; }

    /// <summary>The constants in force after the head.</summary>
    public required ProtocolConstants Constants { get; init; }

    /// <summary>Activations near the head, behind or ahead of it, in order of level.</summary>
    public IReadOnlyList<ProtocolActivation> Activations { get; init; } = [];

    /// <summary>The first level at which all bakers attest; null when not scheduled.</summary>
    public Level? AllBakersAttestFrom { get; init; }

    /// <summary>ε: by how much a block has come later than b lately, a moving average; never negative.</summary>
    public TimeSpan Drift { get; init; }

    /// <summary>True when all bakers attest at the level, so that budgets are reckoned in levels.</summary>
    public bool AllBakersAttestAt(Level level) => AllBakersAttestFrom is { } from && level >= from;
}
