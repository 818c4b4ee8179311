using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Planning;

/// <summary>What a plan must know of one baker.</summary>
/// <param name="Sheet">Its rights.</param>
public sealed record BakerRights(RightsSheet Sheet)
{
    /// <summary>Its attesting so far in the current cycle; null when unknown, then budgets are reckoned from the sheet alone.</summary>
    public Participation? Participation { get; init; }

    /// <summary>Nonces that are or will be due.</summary>
    public IReadOnlyList<NonceDuty> Nonces { get; init; } = [];
}
