using BakeWindow.Core.Chain;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace BakeWindow.Tests.Tezos;

public sealed class TezosNetworkTests : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 10, 1, 0, 10, 30, TimeSpan.Zero));
    private readonly FakeChain chain = new() { Rounds = true, Level = 105, Hash = "B105", Predecessor = "B104" };
    private readonly FakeChain chainB = new() { Rounds = true, Level = 105, Hash = "B105", Predecessor = "B104" };
    private FakeNode nodeA = null!;
    private FakeNode nodeB = null!;
    private FakeMonitor monitor = null!;

    public async ValueTask InitializeAsync()
    {
        (nodeA, nodeB) = (await FakeNode.StartAsync(), await FakeNode.StartAsync());
        chain.ServeOn(nodeA);
        chainB.ServeOn(nodeB);
        monitor = new FakeMonitor(chain, nodeA);
    }

    public async ValueTask DisposeAsync()
    {
        await nodeA.DisposeAsync();
        await nodeB.DisposeAsync();
    }

    [Fact]
    public async Task Heads_are_told_as_they_come_however_the_stream_is_cut_into_pieces()
    {
        await using var watch = Watch(nodeA);
        var (view, sources) = await watch.UntilHeadAsync(105);
        Assert.Equal((6, 10, "PtOne"), (view!.Constants.MinimalBlockDelay.TotalSeconds, view.Head.Cycle.Cycle.Value, view.Constants.Protocol));
        Assert.Equal([new SourceView("node-a", SourceState.Ok, new Level(105), "B105", time.GetUtcNow(), "")], sources);

        monitor.Send(chain.Next().MonitorItem);
        await watch.UntilHeadAsync(106);

        var item = chain.Next().MonitorItem;
        monitor.Send(item[..40]);
        monitor.Send(item[40..]);
        await watch.UntilHeadAsync(107);

        var two = chain.Next().MonitorItem;
        monitor.Send(two + chain.Next().MonitorItem);
        (view, _) = await watch.UntilHeadAsync(109);

        Assert.Equal(("B109", "B108"), (view!.Head.Hash, view.Head.Predecessor));
        Assert.Equal(1, monitor.Connections);
        Assert.Single(nodeA.Asked, a => a.EndsWith("constants", StringComparison.Ordinal));
        Assert.Single(nodeA.Asked, a => a.EndsWith("levels_in_current_cycle", StringComparison.Ordinal));
        Assert.DoesNotContain(nodeA.Asked, a => a.Contains("rights", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_block_at_the_same_level_is_another_head()
    {
        await using var watch = Watch(nodeA);
        await watch.UntilHeadAsync(105);

        (chain.Hash, chain.Round) = ("B105bis", 1);
        monitor.Send(chain.MonitorItem);
        var (view, sources) = await watch.UntilAsync((c, _) => c?.Head.Hash == "B105bis");

        Assert.Equal((105, 1, SourceState.Ok), (view!.Head.Level.Value, view.Head.Round, sources[0].State));
    }

    [Fact]
    public async Task A_new_cycle_is_asked_for_when_it_begins()
    {
        await using var watch = Watch(nodeA);
        await watch.UntilHeadAsync(105);
        for (var level = 106; level <= 111; level++)
        {
            monitor.Send(chain.Next().MonitorItem);
            await watch.UntilHeadAsync(level);
        }

        Assert.Equal(new CycleSpan(new Cycle(11), new Level(111), new Level(120)), watch.Last.Chain!.Head.Cycle);
        Assert.Equal(2, nodeA.Asked.Count(a => a.EndsWith("levels_in_current_cycle", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_stream_that_breaks_is_taken_up_again()
    {
        await using var watch = Watch(nodeA);
        await watch.UntilHeadAsync(105);

        monitor.Cut();
        chain.Next();
        await watch.UntilHeadAsync(106, clockRuns: true);
        await watch.UntilAsync((_, _) => monitor.Connections == 2, clockRuns: true);
        monitor.Send(chain.Next().MonitorItem);
        var (_, sources) = await watch.UntilHeadAsync(107, clockRuns: true);

        Assert.Equal(SourceState.Ok, sources[0].State);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(404)]
    public async Task Where_the_stream_is_refused_the_header_is_polled(int status)
    {
        nodeA.Answer(FakeMonitor.Path, status);
        await using var watch = Watch(nodeA);
        await watch.UntilHeadAsync(105);

        chain.Next();
        await watch.UntilHeadAsync(106, clockRuns: true);
        chain.Next();
        await watch.UntilHeadAsync(107, clockRuns: true);

        Assert.Single(nodeA.Asked, a => a == FakeMonitor.Path);
    }

    [Fact]
    public async Task A_stream_that_falls_silent_while_the_chain_goes_on_is_replaced()
    {
        await using var watch = Watch(nodeA);
        await watch.UntilHeadAsync(105);

        chain.Next(); // and nothing is sent
        await watch.UntilHeadAsync(106, clockRuns: true);
        await watch.UntilAsync((_, _) => monitor.Connections == 2, clockRuns: true);

        monitor.Send(chain.Next().MonitorItem);
        await watch.UntilHeadAsync(107);
    }

    [Fact]
    public async Task A_broken_stream_of_a_node_that_is_well_makes_nobody_unreachable()
    {
        nodeA.Answer(FakeMonitor.Path, """{"hash": garbage""");
        await using var watch = Watch(nodeA);

        var (_, sources) = await watch.UntilHeadAsync(105);
        chain.Next();
        await watch.UntilHeadAsync(106, clockRuns: true);

        Assert.Equal(SourceState.Ok, sources[0].State);
    }

    [Fact]
    public async Task When_the_preferred_node_dies_the_next_ones_heads_count()
    {
        await using var watch = Watch(nodeA, nodeB);
        await watch.UntilAsync((c, s) => c?.Head.Level.Value == 105 && s.All(v => v.State is SourceState.Ok));

        nodeA.Answer(FakeNode.Head + "header", 503, "starting");
        nodeA.Answer(FakeMonitor.Path, 503);
        monitor.Cut();
        chainB.Next();
        var (view, sources) = await watch.UntilAsync((c, s) => c?.Head.Level.Value == 106 && s[0].State is SourceState.Unreachable, clockRuns: true);

        Assert.Equal("B106", view!.Head.Hash);
        Assert.Equal((SourceState.Unreachable, "B105", SourceState.Ok), (sources[0].State, sources[0].Hash, sources[1].State));
        Assert.Equal("node-a: GET /chains/main/blocks/head/header: status 503: starting", sources[0].Note);

        chain.ServeOn(nodeA);
        chain.Next();
        _ = new FakeMonitor(chain, nodeA);
        await watch.UntilAsync((_, s) => s[0] is { State: SourceState.Ok, Level.Value: 106 }, clockRuns: true);
    }

    [Fact]
    public async Task A_node_that_falls_behind_lags()
    {
        await using var watch = Watch(nodeA, nodeB);
        await watch.UntilAsync((c, s) => c is not null && s.All(v => v.State is SourceState.Ok));

        for (var level = 106; level <= 108; level++)
        {
            monitor.Send(chain.Next().MonitorItem);
            await watch.UntilHeadAsync(level);
        }

        Assert.Equal((SourceState.Lagging, "3 levels behind node-a"), (watch.Last.Sources[1].State, watch.Last.Sources[1].Note));
    }

    [Fact]
    public async Task A_node_with_another_block_at_a_final_level_disagrees()
    {
        chainB.Hash = "Bother105";
        var monitorB = new FakeMonitor(chainB, nodeB);
        await using var watch = Watch(nodeA, nodeB);
        var (_, sources) = await watch.UntilAsync((c, s) => c is not null && s.All(v => v.Level?.Value == 105));
        Assert.All(sources, s => Assert.Equal(SourceState.Ok, s.State)); // not final yet

        for (var level = 106; level <= 107; level++)
        {
            monitor.Send(chain.Next().MonitorItem);
            monitorB.Send(chainB.Next($"Bother{level}").MonitorItem);
            await watch.UntilAsync((_, s) => s.All(v => v.Level?.Value == level));
        }

        Assert.Equal((SourceState.Ok, SourceState.Disagreeing), (watch.Last.Sources[0].State, watch.Last.Sources[1].State));
        Assert.Equal("its block at level 105 is Bother105, node-a has B105", watch.Last.Sources[1].Note);
        Assert.Equal("B107", watch.Last.Chain!.Head.Hash);
    }

    [Fact]
    public async Task A_node_of_another_chain_than_the_one_insisted_on_never_counts()
    {
        await using var watch = new NetworkWatch(time, [nodeA.Rpc("node-a", time)], chainId: "NetXother");

        var (view, sources) = await watch.UntilAsync((_, s) => s.Count == 1 && s[0].State is SourceState.Disagreeing);

        Assert.Null(view);
        Assert.Equal("it is on chain NetXdQprcVkpaWU, not NetXother", sources[0].Note);
    }

    [Fact]
    public async Task An_activation_brings_new_constants_and_is_remembered()
    {
        await using var watch = Watch(nodeA);
        await watch.UntilHeadAsync(105);

        chain.Next().NextProtocol = "PtTwo";
        nodeA.Answer(FakeNode.Head + "context/constants", """{"blocks_per_cycle":10,"consensus_rights_delay":2,"minimal_block_delay":"4","delay_increment_per_round":"2","consensus_committee_size":7000}""");
        monitor.Send(chain.MonitorItem);
        var (last, _) = await watch.UntilHeadAsync(106);
        Assert.Equal(("PtTwo", 4), (last!.Constants.Protocol, last.Constants.MinimalBlockDelay.TotalSeconds));
        Assert.Equal([new ProtocolActivation(new Level(107), "PtTwo")], last.Activations);

        chain.Next().Protocol = "PtTwo";
        monitor.Send(chain.MonitorItem);
        var (first, _) = await watch.UntilHeadAsync(107);
        Assert.Equal([new ProtocolActivation(new Level(107), "PtTwo", TimeSpan.FromSeconds(6))], first!.Activations);
    }

    [Fact]
    public async Task No_chain_is_told_before_it_is_known_what_is_ahead()
    {
        var ask = new TaskCompletionSource();
        nodeA.Answer(FakeNode.Head + "votes/current_period", async context =>
        {
            await ask.Task;
            await context.Response.WriteAsync("""{"voting_period":{"index":3,"kind":"adoption","start_position":80},"position":24,"remaining":5}""");
        });
        await using var watch = Watch(nodeA);

        var (before, _) = await watch.UntilAsync((_, s) => s is [{ State: SourceState.Ok }]);
        ask.SetResult();
        var (after, _) = await watch.UntilAsync((c, _) => c is not null);

        Assert.Null(before);
        Assert.Equal([new ProtocolActivation(new Level(111), null)], after!.Activations);
    }

    [Fact]
    public async Task The_drift_is_learned_from_head_to_head()
    {
        await using var watch = Watch(nodeA);
        await watch.UntilHeadAsync(105);

        monitor.Send(chain.Next().MonitorItem);
        await watch.UntilHeadAsync(106);
        Assert.Equal(TimeSpan.Zero, watch.Last.Chain!.Drift);

        chain.Late += TimeSpan.FromSeconds(6);
        monitor.Send(chain.Next().MonitorItem);
        await watch.UntilHeadAsync(107);
        Assert.Equal(0.01, watch.Last.Chain!.Drift.TotalSeconds, 3);
    }

    private NetworkWatch Watch(params FakeNode[] nodes) =>
        new(time, [.. nodes.Select((n, i) => n.Rpc($"node-{(char)('a' + i)}", time, TimeSpan.FromMinutes(10)))]);
}
