using BakeWindow.Core.Gate;

namespace BakeWindow.Core.Tests.Gate;

public sealed class HealthTests
{
    private static World With(bool? signer, bool? synced)
    {
        var world = GateScene.World();
        return world with { Bakers = [world.Bakers[0] with { SignerHealthy = signer, NodeSynced = synced }] };
    }

    [Theory]
    [InlineData(null)]
    [InlineData("M-1")]
    public void A_signer_that_does_not_answer_holds_whoever_asks(string? maintenance) =>
        Assert.Equal(ReasonCode.SignerUnhealthy, GateScene.Decide(With(false, true), GateScene.Ask(maintenance: maintenance)).Reason);

    [Theory]
    [InlineData(null)]
    [InlineData("M-1")]
    public void A_tezos_node_that_is_behind_holds_whoever_asks(string? maintenance) =>
        Assert.Equal(ReasonCode.NodeBehind, GateScene.Decide(With(true, false), GateScene.Ask(maintenance: maintenance)).Reason);

    [Fact]
    public void Work_that_has_begun_to_evict_is_not_held_by_what_it_took_away_itself() =>
        Assert.IsType<Verdict.Allowed>(GateScene.Decide(With(false, false), GateScene.Ask(maintenance: "M-1", underway: true)));

    [Fact]
    public void What_was_not_asked_yet_holds_nobody() => Assert.IsType<Verdict.Allowed>(GateScene.Decide(With(null, null)));
}
