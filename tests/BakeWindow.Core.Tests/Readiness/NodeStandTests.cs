using BakeWindow.Core.Chain;
using BakeWindow.Core.Readiness;

namespace BakeWindow.Core.Tests.Readiness;

public sealed class NodeStandTests
{
    private static readonly ReadinessPolicy Policy = new();

    private static NodeReading Well(int second = 0) => new()
    {
        At = Sample.Noon.AddSeconds(second), Sync = SyncClaim.Synced, Head = new Level(1_000), HeadTime = Sample.Noon, Best = new Level(1_000), Peers = 12, BlockDelay = TimeSpan.FromSeconds(6),
    };

    private static NodeStand After(params NodeReading[] looks) => looks.Aggregate((NodeStand?)null, (before, look) => NodeStand.Next(before, look, Policy))!;

    [Theory]
    [InlineData(SyncClaim.Synced, "synced", true)]
    [InlineData(SyncClaim.Unsynced, "unsynced", false)]
    [InlineData(SyncClaim.Stuck, "stuck", false)]
    public void What_the_node_says_of_itself_counts_at_once(SyncClaim claim, string code, bool synced)
    {
        var stand = After(Well() with { Sync = claim });

        Assert.Equal((code, synced), (stand.Node.Code, stand.Synced));
    }

    [Fact]
    public void A_node_that_gives_no_answer_is_never_taken_for_in_sync_and_its_peers_are_not_known()
    {
        var stand = After(Well(), Well(15) with { Sync = null, Silence = "no answer in time", Peers = null, Head = null, HeadTime = null });

        Assert.Equal(("silent", false, PartStanding.Unknown), (stand.Node.Code, stand.Synced, stand.Peers.Standing));
        Assert.Equal(Sample.Noon.AddSeconds(15), stand.Node.Since);
    }

    [Fact]
    public void Without_a_peer_it_is_down_whatever_it_claims()
    {
        var stand = After(Well() with { Peers = 0 });

        Assert.Equal(("no-peers", false), (stand.Node.Code, stand.Synced));
        Assert.Equal(PartStanding.Down, stand.Peers.Standing);
    }

    [Fact]
    public void A_single_peer_is_said_at_the_second_look_and_it_stays_in_sync()
    {
        Assert.Equal("synced", After(Well(), Well(15) with { Peers = 1 }).Node.Code);
        var stand = After(Well(), Well(15) with { Peers = 1 }, Well(30) with { Peers = 1 });

        Assert.Equal(("few-peers", PartStanding.Degraded, true), (stand.Node.Code, stand.Node.Standing, stand.Synced));
        Assert.Equal("few-peers", stand.Peers.Code);
    }

    [Fact]
    public void A_lag_is_said_at_the_second_look_and_ends_only_when_half_of_it_is_gone()
    {
        NodeReading Lagging(int second, int levels) => Well(second) with { Best = new Level(1_000 + levels) };

        Assert.Equal("synced", After(Lagging(0, 3)).Node.Code);
        Assert.Equal("behind", After(Lagging(0, 3), Lagging(15, 3)).Node.Code);
        Assert.Equal("behind", After(Lagging(0, 3), Lagging(15, 3), Lagging(30, 2)).Node.Code);
        Assert.Equal("synced", After(Lagging(0, 3), Lagging(15, 3), Lagging(30, 1)).Node.Code);
        Assert.Equal("synced", After(Lagging(0, 2), Lagging(15, 2), Lagging(30, 2)).Node.Code);
    }

    [Fact]
    public void Far_behind_and_yet_in_sync_is_another_chain() =>
        Assert.Equal(("far-behind", false), After(Well() with { Best = new Level(1_021) }) is var s ? (s.Node.Code, s.Synced) : default);

    [Fact]
    public void An_old_head_without_another_source_is_told() => Assert.Equal("old-head", After(Well(49) with { Best = null }).Node.Code);

    [Fact]
    public void Since_is_kept_while_the_finding_is_the_same() =>
        Assert.Equal(Sample.Noon, After(Well(), Well(15), Well(30)).Node.Since);

    [Fact]
    public void Connections_that_are_not_told_are_not_known() =>
        Assert.Equal((PartStanding.Unknown, true), After(Well() with { Peers = null }) is var s ? (s.Peers.Standing, s.Synced) : default);

    [Theory]
    [InlineData(DalStatus.Up, PartStanding.Well, "dal-up")]
    [InlineData(DalStatus.Degraded, PartStanding.Degraded, "dal-degraded")]
    [InlineData(DalStatus.Down, PartStanding.Down, "dal-down")]
    [InlineData(null, PartStanding.Down, "dal-silent")]
    public void A_dal_node_stands_as_it_says(DalStatus? status, PartStanding standing, string code)
    {
        var part = NodeStand.Of(null, new DalReading(Sample.Noon, status, ["p2p"]));

        Assert.Equal((standing, code), (part.Standing, part.Code));
    }
}
