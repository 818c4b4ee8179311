using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;
using BakeWindow.Simulator;
using BakeWindow.Simulator.Rpc;
using BakeWindow.Simulator.Scenarios;
using BakeWindow.Tezos.Duties;
using BakeWindow.Tezos.Network;
using BakeWindow.Tezos.Rights;
using BakeWindow.Tezos.Rpc;

namespace BakeWindow.Tests.Tezos;

/// <summary>The client against the simulator, which writes the wire formats by itself: what comes out must be what the simulated chain is.</summary>
public sealed class AgainstSimulatorTests
{
    [Theory]
    [InlineData(5)]
    [InlineData(12)]
    [InlineData(18)]
    [InlineData(22)]
    [InlineData(25)]
    public async Task What_is_read_is_what_the_chain_is(int protocol)
    {
        await using var sim = await SimHost.StartAsync(new SimOptions { Protocol = protocol });
        var (chain, lottery) = (sim.Chain, sim.Chain.Lottery);
        var head = chain.Head;

        var (view, baker, shortfall) = await new ChainReader(Node(sim)).ReadAsync(BakerAddress.Parse(chain.Watched.Address));

        Assert.Equal((head.Level, head.Time, head.Round, chain.Plan.ChainId), (view.Head.Level.Value, view.Head.Timestamp, view.Head.Round, view.Head.ChainId));
        Assert.Equal(chain.Cycles.SpanAt(head.Level), view.Head.Cycle);
        Assert.Equal(chain.Cycles.ProtocolAt(head.Level).Constants with { ToleratedInactivityCycles = null }, view.Constants with { ToleratedInactivityCycles = null });
        Assert.Equal((chain.Cycles.SpanOf(view.Head.Cycle.Cycle.Value + view.Constants.ConsensusRightsDelay).Last, null), (baker.Sheet.Last, shortfall));

        var own = Enumerable.Range(baker.Sheet.First.Value, baker.Sheet.Last - baker.Sheet.First + 1).Where(l => lottery.BakerAt(l, 0) == chain.Watched).ToList();
        Assert.Equal(own, baker.Sheet.Baking.ToArray().Where(r => r.Round == 0).Select(r => r.Level.Value));
        if (view.Constants.Era is ConsensusEra.Tenderbake)
        {
            Assert.Equal(chain.Bakers.ShareOf(chain.Watched), baker.Sheet.Share!.Value, 4);
            Assert.NotNull(baker.Participation);
        }
        else
        {
            for (var level = head.Level; level < head.Level + 500; level++)
            {
                Assert.Equal((lottery.CommitteeAt(level).Power(0), lottery.OwnsSlot(level, chain.Watched) ? 1 : 0), baker.Sheet.Attesting(new Level(level), new Level(level)));
            }
        }
    }

    // Told per slot before 024, per block since; not at all below 018.
    [Theory]
    [InlineData(17, null)]
    [InlineData(23, 4.0)]
    [InlineData(25, 4.0)]
    public async Task A_block_pays_what_the_chain_says(int protocol, double? tez)
    {
        await using var sim = await SimHost.StartAsync(new SimOptions { Protocol = protocol });
        var constants = sim.Chain.Cycles.ProtocolAt(sim.Chain.Head.Level).Constants;
        var cycle = sim.Chain.Cycles.SpanAt(sim.Chain.Head.Level).Cycle;

        var rewards = await Node(sim).RewardsAsync(cycle, constants, CancellationToken.None);

        Assert.Equal(tez is null, rewards is null);
        if (tez is { } at6s)
        {
            Assert.Equal(at6s * constants.MinimalBlockDelay.TotalSeconds / 6, rewards!.BlockMutez / 1_000_000.0, tolerance: 0.01);
        }

        Assert.Null(await Node(sim).RewardsAsync(cycle + 90, constants, CancellationToken.None));
    }

    [Theory]
    [InlineData(12)]
    [InlineData(25)]
    public async Task Node_and_indexer_tell_the_same_rights(int protocol)
    {
        await using var sim = await SimHost.StartAsync(new SimOptions { Protocol = protocol });
        var head = new Level(sim.Chain.Head.Level);
        var cycle = sim.Chain.Cycles.SpanAt(head.Value);
        var question = new RightsQuestion
        {
            Baker = BakerAddress.Parse(sim.Chain.Watched.Address),
            Span = new CycleSpan(cycle.Cycle, head + 1, head + 120),
            Era = ConsensusEra.Tenderbake,
            ChainId = sim.Chain.Plan.ChainId,
        };
        var node = new NodeRights(Node(sim));
        var indexer = new TzktRights(FakeNode.Client, new Uri(sim.Url + "/tzkt"), "tzkt", TimeProvider.System, TimeSpan.FromMinutes(1));

        Assert.Equal((await node.BakingAsync(question, CancellationToken.None)).Order(), (await indexer.BakingAsync(question, CancellationToken.None)).Order());
        Assert.Equal(await node.AttestingAsync(question, CancellationToken.None), await indexer.AttestingAsync(question, CancellationToken.None));
        var beyond = question with { Span = new CycleSpan(cycle.Cycle + 9, cycle.First + (9 * cycle.Length), cycle.Last + (9 * cycle.Length)) };
        await Assert.ThrowsAsync<RpcException.UnknownSeed>(() => node.BakingAsync(beyond, CancellationToken.None));
        await Assert.ThrowsAsync<RpcException.UnknownSeed>(() => indexer.BakingAsync(beyond, CancellationToken.None));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(9)]
    [InlineData(12)]
    [InlineData(18)]
    [InlineData(22)]
    [InlineData(23)]
    [InlineData(25)]
    public async Task Own_attestations_are_found_in_the_block_after(int protocol)
    {
        await using var sim = await SimHost.StartAsync(new SimOptions { Protocol = protocol });
        var baker = BakerAddress.Parse(sim.Chain.Watched.Address);
        var duty = Enumerable.Range(sim.Chain.Head.Level + 1, 50_000).First(l => sim.Chain.Lottery.OwnsSlot(l, sim.Chain.Watched));
        var free = Enumerable.Range(duty + 1, 40).FirstOrDefault(l => !sim.Chain.Lottery.OwnsSlot(l, sim.Chain.Watched));
        sim.AdvanceToLevel(Math.Max(free, duty) + 1);

        var attesters = await BlockAttesters.ReadAsync(Node(sim), new Level(duty));

        Assert.Equal((true, 0), (attesters.Has(baker), attesters.Unnamed));
        if (free > 0)
        {
            Assert.False((await BlockAttesters.ReadAsync(Node(sim), new Level(free))).Has(baker));
        }
    }

    [Fact]
    public async Task The_founding_incidents_rights_are_read_as_they_were()
    {
        await using var sim = await SimHost.StartAsync(new SimOptions { Scenario = IncidentScenario.Name });

        var (view, baker, _) = await new ChainReader(Node(sim, "public-node-0")).ReadAsync(BakerAddress.Parse(IncidentScenario.Baker));

        Assert.Equal((ConsensusEra.Priority, 169, 60), (view.Constants.Era, view.Head.Cycle.Cycle.Value, view.Constants.MinimalBlockDelay.TotalSeconds));
        Assert.Equal([695_308, 695_401, 695_414], Enumerable.Range(695_300, 130).Where(l => baker.Sheet.Attesting(new Level(l), new Level(l)).Levels > 0));
    }

    [Fact]
    public async Task A_network_follows_the_chain_past_nodes_that_lag_lie_or_die()
    {
        await using var sim = await SimHost.StartAsync();
        NodeRpc Node(string name) => new(FakeNode.Client, new Uri(sim.NodeUrl(name)), name, sim.Time, TimeSpan.FromMinutes(10));
        await using var watch = new NetworkWatch(sim.Time, sim.Advance, [Node("node-a"), Node("node-b")]);
        await watch.UntilAsync((c, s) => c is not null && s.All(v => v.State is SourceState.Ok));
        var start = sim.Chain.Head.Level;

        sim.AdvanceToLevel(start + 1);
        await watch.UntilHeadAsync(start + 1);
        Assert.Equal(sim.Chain.Names.Block(start + 1, sim.Chain.Head.Variant), watch.Last.Chain!.Head.Hash);

        sim.Nodes["node-b"].Fault = new NodeFault.Lag(5);
        await watch.UntilAsync((_, s) => s[1].State is SourceState.Lagging, clockRuns: true);

        sim.Nodes["node-b"].Fault = new NodeFault.Lie(sim.Chain.Head.Level);
        await watch.UntilAsync((_, s) => s[1].State is SourceState.Disagreeing, clockRuns: true);

        sim.Nodes["node-b"].Fault = new NodeFault.None();
        sim.Nodes["node-a"].Fault = new NodeFault.Down(DownHow.Abort);
        var (view, _) = await watch.UntilAsync((c, s) => s[0].State is SourceState.Unreachable && s[1].State is SourceState.Ok && c!.Head.Hash == s[1].Hash, clockRuns: true);
        Assert.True(view!.Head.Level.Value > start);
    }

    [Fact]
    public async Task Behind_the_default_access_control_list_heads_come_by_polling_and_rights_name_what_to_allow()
    {
        await using var sim = await SimHost.StartAsync();
        sim.Nodes["node-a"].Secure = true;
        NodeRpc node = new(FakeNode.Client, new Uri(sim.NodeUrl("node-a")), "node-a", sim.Time, TimeSpan.FromMinutes(10));
        await using var watch = new NetworkWatch(sim.Time, sim.Advance, [node]);
        await watch.UntilAsync((c, _) => c is not null);

        await watch.UntilHeadAsync(sim.Chain.Head.Level + 2, clockRuns: true);
        var refused = await Assert.ThrowsAsync<RpcException.Refused>(() => new ChainReader(node).ReadAsync(BakerAddress.Parse(sim.Chain.Watched.Address)));

        Assert.Equal("GET /chains/*/blocks/*/helpers/baking_rights", refused.AclEntry);
        Assert.Equal(sim.Chain.Cycles.SpanAt(sim.Chain.Head.Level), watch.Last.Chain!.Head.Cycle);
    }

    private static NodeRpc Node(SimHost sim, string name = "node-a") =>
        new(FakeNode.Client, new Uri(sim.NodeUrl(name)), name, TimeProvider.System, TimeSpan.FromMinutes(1));
}
