using BakeWindow.Core.Chain;

namespace BakeWindow.Simulator.Chain;

/// <summary>From what a chain grows.</summary>
public sealed record ChainPlan
{
    /// <summary>The seed of everything left to chance.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The chain's id.</summary>
    public string ChainId { get; init; } = "NetXdQprcVkpaWU";

    /// <summary>Its bakers; the first one is watched, and never loses a round by chance alone.</summary>
    public required BakerSet Bakers { get; init; }

    /// <summary>Its cycles and protocols.</summary>
    public required CycleMap Cycles { get; init; }

    /// <summary>The level of the block from which it grows, and before which a history is made up.</summary>
    public required int AnchorLevel { get; init; }

    /// <summary>That block's time.</summary>
    public required DateTimeOffset AnchorTime { get; init; }

    /// <summary>The chance that a baker that is up loses its round; mainnet, 2026: about 0.01.</summary>
    public double SlowChance { get; init; } = 0.01;

    /// <summary>The chance, per level, that the chain replaces its last block; a tenth of it: its last two.</summary>
    public double ReorgChance { get; init; } = 0.001;

    /// <summary>The first level at which all bakers attest; null for never.</summary>
    public int? AllBakersAttestFrom { get; init; }

    /// <summary>What is not left to chance.</summary>
    public Script? Script { get; init; }

    /// <summary>The proto number of the first activation, counted from the genesis; later ones follow on.</summary>
    public int ProtoLevel => Cycles.Activations[0].Protocol.Number;

    /// <summary>The span of the cycle of the anchor.</summary>
    public CycleSpan AnchorCycle => Cycles.SpanAt(AnchorLevel);
}
