using BakeWindow.Core.Chain;
using BakeWindow.Core.Gate;

namespace BakeWindow.Core.Tests.Gate;

/// <summary>Who waits for bakers to be back hears yes only when it is shown.</summary>
public sealed class BakersBackTests
{
    private static readonly World World = Attested(1_098);

    [Fact]
    public void Whoever_has_attested_since_is_back() => Assert.True(BakersBack.Since(World, Sample.Noon.AddMinutes(-5)));

    [Fact]
    public void An_attestation_of_before_proves_nothing() => Assert.False(BakersBack.Since(Attested(1_040), Sample.Noon.AddMinutes(-5)));

    [Fact]
    public void Nor_does_none() => Assert.False(BakersBack.Since(GateScene.World(), Sample.Noon.AddMinutes(-5)));

    [Fact]
    public void A_signer_that_is_away_a_node_that_is_behind_and_a_chain_that_is_not_known_are_not_back()
    {
        Assert.False(BakersBack.Since(World with { Bakers = [World.Bakers[0] with { SignerHealthy = false }] }, Sample.Noon.AddMinutes(-5)));
        Assert.False(BakersBack.Since(World with { Bakers = [World.Bakers[0] with { NodeSynced = false }] }, Sample.Noon.AddMinutes(-5)));
        Assert.False(BakersBack.Since(World with { Chain = null }, Sample.Noon.AddMinutes(-5)));
    }

    [Fact]
    public void Nor_is_a_baker_whose_pod_is_not_Ready()
    {
        var cluster = World.Cluster!;
        Assert.False(BakersBack.Since(World with { Cluster = cluster with { Pods = [cluster.Pods[0] with { Ready = false }] } }, Sample.Noon.AddMinutes(-5)));
        Assert.False(BakersBack.Since(World with { Cluster = cluster with { Connected = false } }, Sample.Noon.AddMinutes(-5)));
    }

    private static World Attested(int level)
    {
        var world = GateScene.World();
        return world with { Bakers = [world.Bakers[0] with { LastAttested = new Level(level) }] };
    }
}
