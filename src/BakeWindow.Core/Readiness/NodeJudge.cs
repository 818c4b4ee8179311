namespace BakeWindow.Core.Readiness;

/// <summary>
/// What looks at a Tezos node come to. Pure. What is broken is said at the first look; what only weakens (a lag, few peers) at the second in a row, and a lag ends only when it is half gone, so that a node
/// at the edge does not flicker.
/// </summary>
/// <param name="Node">How the node stands, all in all.</param>
/// <param name="Peers">How its connections stand.</param>
public sealed record NodeStand(PartFacts Node, PartFacts Peers)
{
    /// <summary>How far behind is not behind any more but another chain, in multiples of the lag that policy bears.</summary>
    public const int FarBehind = 10;

    // Eight blocks: what a node's own idea of "in sync" allows by default.
    private const int OldBlocks = 8;

    /// <summary>Looks in a row at which it was behind.</summary>
    public int LooksBehind { get; init; }

    /// <summary>Looks in a row at which it had few peers.</summary>
    public int LooksLonely { get; init; }

    /// <summary>In sync as the gate takes it: only what is broken, or can't be known, is not.</summary>
    public bool Synced => Node.Standing is PartStanding.Well or PartStanding.Degraded;

    /// <summary>After another look.</summary>
    /// <param name="before">What the looks before came to; null at the first.</param>
    /// <param name="look">The look.</param>
    /// <param name="policy">From where on something is too little.</param>
    public static NodeStand Next(NodeStand? before, NodeReading look, ReadinessPolicy policy)
    {
        var lag = look is { Head: { } own, Best: { } best } ? Math.Max(0, best - own) : (int?)null;
        var wasBehind = before?.Node.Code == "behind";
        var isBehind = lag is { } l && (wasBehind ? l > policy.MostLag / 2 : l > policy.MostLag);
        var (behind, lonely) = (isBehind ? (before?.LooksBehind ?? 0) + 1 : 0, look.Peers is > 0 and var n && n < policy.PeersAtLeast ? (before?.LooksLonely ?? 0) + 1 : 0);
        var (standing, code, words) = Judge(look, policy, lag, behind, lonely);
        var peers = Connected(look, policy, before?.Peers, lonely);
        return new NodeStand(Stays(before?.Node, standing, code, words, look.At), Stays(before?.Peers, peers.Standing, peers.Code, peers.Words, look.At)) { LooksBehind = behind, LooksLonely = lonely };
    }

    /// <summary>What a look at a DAL node comes to.</summary>
    /// <param name="before">What the look before came to; null at the first.</param>
    /// <param name="look">The look.</param>
    public static PartFacts Of(PartFacts? before, DalReading look)
    {
        var failing = look.Failing.Count == 0 ? "" : $": {string.Join(", ", look.Failing.Order(StringComparer.Ordinal))}";
        return look.Status switch
        {
            DalStatus.Up => Stays(before, PartStanding.Well, "dal-up", "the DAL node says that it is up", look.At),
            DalStatus.Degraded => Stays(before, PartStanding.Degraded, "dal-degraded", $"the DAL node says that it works in part{failing}", look.At),
            DalStatus.Down => Stays(before, PartStanding.Down, "dal-down", $"the DAL node says that it is down{failing}", look.At),
            _ => Stays(before, PartStanding.Down, "dal-silent", $"the DAL node gives no answer ({look.Silence ?? "none that is known"})", look.At),
        };
    }

    private static (PartStanding Standing, string Code, string Words) Judge(NodeReading look, ReadinessPolicy policy, int? lag, int behind, int lonely) => look switch
    {
        { Sync: null } => (PartStanding.Down, "silent", $"it gives no answer ({look.Silence ?? "not told why"})"),
        { Peers: 0 } => (PartStanding.Down, "no-peers", "it has no connection to any peer: it hears of no block and tells nobody of its own"),
        { Sync: SyncClaim.Unsynced } => (PartStanding.Down, "unsynced", "it is not in sync"),
        { Sync: SyncClaim.Stuck } => (PartStanding.Down, "stuck", "it is stuck: its peers make no block"),
        _ when lag > FarBehind * Math.Max(1, policy.MostLag) => (PartStanding.Down, "far-behind", "it calls itself in sync and is far behind another source: it may follow another chain"),
        _ when behind >= 2 => (PartStanding.Degraded, "behind", $"it lags behind another source by more than {policy.MostLag} levels"),
        { Best: null, HeadTime: { } at, BlockDelay: { } delay } when look.At - at > OldBlocks * delay =>
            (PartStanding.Degraded, "old-head", "its head is old, and there is no other source to tell whether that is the chain's fault"),
        _ when lonely >= 2 => (PartStanding.Degraded, "few-peers", $"it has fewer than {policy.PeersAtLeast} connections: one more that goes, and it hears of no block"),
        { Head: null } => (PartStanding.Well, "synced", "it is in sync; its head was not told"),
        _ => (PartStanding.Well, "synced", "it is in sync"),
    };

    private static (PartStanding Standing, string Code, string Words) Connected(NodeReading look, ReadinessPolicy policy, PartFacts? before, int lonely) => look.Peers switch
    {
        null => (PartStanding.Unknown, "peers-not-told", look.Sync is null
            ? "the node gives no answer"
            : "the node does not tell (/network/connections is refused by the default access list; allow it on an address of the cluster)"),
        0 => (PartStanding.Down, "no-peers", "it has no connection to any peer"),
        { } n when n >= policy.PeersAtLeast => (PartStanding.Well, "enough-peers", $"it has at least {policy.PeersAtLeast} connections"),
        _ when lonely >= 2 || before?.Code is "few-peers" or "no-peers" => (PartStanding.Degraded, "few-peers", $"it has fewer than {policy.PeersAtLeast} connections"),
        _ => before is { Standing: PartStanding.Well } ? (before.Standing, before.Code, before.Words) : (PartStanding.Unknown, "peers-not-settled", "it was seen with few connections once; one more look tells"),
    };

    // Words may tell more than before; only another finding begins a new "since".
    private static PartFacts Stays(PartFacts? before, PartStanding standing, string code, string words, DateTimeOffset at) =>
        new(standing, code, words, before is not null && before.Code == code && before.Standing == standing ? before.Since : at);
}
