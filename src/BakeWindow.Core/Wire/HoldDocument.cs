namespace BakeWindow.Core.Wire;

/// <summary>A freeze or a broken glass as JSON: what <c>/api/v1/freezes</c> and <c>/api/v1/glass</c> answer.</summary>
/// <param name="Id"><c>F-12</c>, <c>G-3</c>; null for a freeze of the configuration, which ends there.</param>
/// <param name="Kind"><c>freeze</c> or <c>glass</c>.</param>
/// <param name="Node">The only node concerned; null: everything.</param>
/// <param name="Owner">Who set it.</param>
/// <param name="Reason">Why.</param>
/// <param name="StartsAt">Since when.</param>
/// <param name="EndsAt">It ends by itself then.</param>
/// <param name="EndedAt">When it was ended early; null when it was not.</param>
/// <param name="EndedBy">Who ended it early.</param>
/// <param name="InForce">True while it counts.</param>
public sealed record HoldDocument(
    string? Id, string Kind, string? Node, string Owner, string Reason, DateTimeOffset StartsAt, DateTimeOffset EndsAt, DateTimeOffset? EndedAt, string? EndedBy, bool InForce);
