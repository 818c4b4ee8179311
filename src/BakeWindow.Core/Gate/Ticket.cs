using BakeWindow.Core.Chain;

namespace BakeWindow.Core.Gate;

/// <summary>A permission, bound to what it was decided on: another head, another node or a later time, and it is worth nothing.</summary>
/// <param name="Maintenance">For whom.</param>
/// <param name="Node">Which node.</param>
/// <param name="NodeUid">Its uid; a node made anew under the same name is another.</param>
/// <param name="BootId">The boot that it may end; after the reboot it is used up.</param>
/// <param name="Need">For how long.</param>
/// <param name="HeadLevel">The head's level.</param>
/// <param name="HeadHash">The head's hash.</param>
/// <param name="LatestStart">The work must start before: the end less the need.</param>
/// <param name="ExpiresAt">All must be back: earliest(e).</param>
public sealed record Ticket(
    string Maintenance, string Node, string NodeUid, string BootId, TimeSpan Need, Level HeadLevel, string HeadHash, DateTimeOffset LatestStart, DateTimeOffset ExpiresAt);
