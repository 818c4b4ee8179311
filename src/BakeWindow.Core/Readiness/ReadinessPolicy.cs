namespace BakeWindow.Core.Readiness;

/// <summary>What the operator has decided about "would it come back?": which check weighs what, and from where on something is too little.</summary>
public sealed record ReadinessPolicy
{
    /// <summary>For how long the path to the key must have been well before anything is disturbed. At least zero.</summary>
    public TimeSpan SignerWellFor { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>A Tezos node with fewer connections is called lonely. A private node behind two sentries has two, so that is the least that is sane everywhere.</summary>
    public int PeersAtLeast { get; init; } = 2;

    /// <summary>By how many levels a node may be behind the best other source without a word.</summary>
    public int MostLag { get; init; } = 2;

    /// <summary>Demands that differ from <see cref="Preflight.UsualDemand"/>.</summary>
    public IReadOnlyList<DemandOf> Demands { get; init; } = [];

    /// <summary>What a check weighs.</summary>
    public Demand Of(PreflightCode code) => Demands.FirstOrDefault(d => d.Check == code)?.Demand ?? Preflight.UsualDemand(code);

    /// <inheritdoc/>
    public bool Equals(ReadinessPolicy? other) =>
        other is not null && (SignerWellFor, PeersAtLeast, MostLag) == (other.SignerWellFor, other.PeersAtLeast, other.MostLag) && Demands.SequenceEqual(other.Demands);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(SignerWellFor, PeersAtLeast, MostLag, Demands.Count);
}

/// <summary>A check and what it weighs.</summary>
public sealed record DemandOf(PreflightCode Check, Demand Demand);

/// <summary>What a check weighs.</summary>
public enum Demand
{
    /// <summary>It is not made.</summary>
    Ignore,

    /// <summary>What it finds is told and holds nothing.</summary>
    Warn,

    /// <summary>Unless it is known to be well, nothing is disturbed.</summary>
    Require,
}
