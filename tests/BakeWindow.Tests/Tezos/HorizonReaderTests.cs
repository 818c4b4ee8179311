using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;
using BakeWindow.Tezos.Network;
using BakeWindow.Tezos.Rights;
using BakeWindow.Tezos.Rpc;

namespace BakeWindow.Tests.Tezos;

public sealed class HorizonReaderTests : IAsyncLifetime
{
    private static readonly BakerAddress Baker = BakerAddress.Parse(FakeChain.Baker);
    private readonly FakeChain chain = new() { Rounds = true };
    private FakeNode node = null!;

    public async ValueTask InitializeAsync()
    {
        node = await FakeNode.StartAsync();
        chain.Baking.AddRange([(98, FakeChain.Baker, 0), (103, FakeChain.Baker, 1), (112, FakeChain.Baker, 0), (128, FakeChain.Baker, 0)]);
        chain.ServeOn(node);
    }

    public ValueTask DisposeAsync() => node.DisposeAsync();

    [Fact]
    public async Task What_is_known_is_not_asked_again()
    {
        var first = await ReadAsync([]);
        Assert.Equal([10, 11, 12], first.Fresh.Select(c => c.Span.Cycle.Value));
        Assert.Equal(3, RightsCalls());

        chain.Level = 115;
        var second = await ReadAsync(first.Cycles);

        Assert.Equal([13], second.Fresh.Select(c => c.Span.Cycle.Value));
        Assert.Equal([11, 12, 13], second.Cycles.Select(c => c.Span.Cycle.Value));
        Assert.Equal(4, RightsCalls());
    }

    [Fact]
    public async Task A_known_former_cycle_serves_at_the_boundary()
    {
        var first = await ReadAsync([]);
        chain.Level = 111;

        var second = await ReadAsync(first.Cycles);

        Assert.Equal([(10, 101), (11, 111), (12, 121), (13, 131)], second.Cycles.Select(c => (c.Span.Cycle.Value, c.Span.First.Value)));
        Assert.Equal(4, RightsCalls());
    }

    [Fact]
    public async Task A_known_cycle_with_other_levels_is_read_again()
    {
        var stale = new CycleRights(Baker, new CycleSpan(new Cycle(11), new Level(111), new Level(125)), [], new AttestationDuties.Estimated(1));
        var ofAnother = new CycleRights(BakerAddress.Parse(FakeChain.Other), new CycleSpan(new Cycle(12), new Level(121), new Level(130)), [], new AttestationDuties.Estimated(1));

        var reading = await ReadAsync([stale, ofAnother]);

        Assert.Equal([10, 11, 12], reading.Fresh.Select(c => c.Span.Cycle.Value));
    }

    [Fact]
    public async Task In_the_priority_era_a_cycle_without_known_endorsing_rights_is_read_again()
    {
        await using var old = await FakeNode.StartAsync();
        var priority = new FakeChain { Rounds = false, Delay = 0 };
        priority.ServeOn(old);
        var view = await new ChainReader(old.Rpc()).ReadChainAsync();
        var known = new CycleRights(Baker, view.Head.Cycle, [], new AttestationDuties.Estimated(1));

        var reading = await new HorizonReader([new NodeRights(old.Rpc())]).ReadAsync(Baker, view, [known], null);

        Assert.IsType<AttestationDuties.Known>(Assert.Single(reading.Fresh).Attestations);
    }

    [Fact]
    public async Task A_source_that_fails_gives_way_to_the_next()
    {
        await using var broken = await FakeNode.StartAsync();
        broken.Answer(FakeNode.Head + "helpers/baking_rights", "<html>");

        var reading = await ReadAsync([], new NodeRights(broken.Rpc("broken")), new NodeRights(node.Rpc()));

        Assert.Equal((3, null, null), (reading.Cycles.Count, reading.Shortfall, reading.Failure));
    }

    [Fact]
    public async Task A_source_that_knows_less_gives_way_to_one_that_knows_more()
    {
        await using var lagging = await FakeNode.StartAsync();
        var behind = new FakeChain { Rounds = true, LatestCycle = 11 };
        behind.ServeOn(lagging);

        var reading = await ReadAsync([], new NodeRights(lagging.Rpc("lagging")), new NodeRights(node.Rpc()));

        Assert.Equal((3, null), (reading.Cycles.Count, reading.Shortfall));
    }

    [Fact]
    public async Task A_failure_on_the_way_keeps_what_was_read_and_is_told()
    {
        var calls = 0;
        node.Answer(FakeNode.Head + "helpers/baking_rights", context =>
        {
            context.Response.StatusCode = ++calls == 2 ? 500 : 200;
            return Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, "[]");
        });

        var reading = await ReadAsync([]);

        Assert.Equal([10], reading.Fresh.Select(c => c.Span.Cycle.Value));
        Assert.IsType<RpcException.Failed>(reading.Failure);
        calls = 0;
        await Assert.ThrowsAsync<RpcException.Failed>(() => new ChainReader(node.Rpc()).ReadAsync(Baker));
    }

    [Fact]
    public async Task Without_the_heads_own_cycle_nothing_can_be_said()
    {
        chain.LatestCycle = 9;

        var unknown = await Assert.ThrowsAsync<RpcException.UnknownSeed>(() => ReadAsync([]));

        Assert.Equal(new Cycle(9), unknown.Latest);
    }

    [Fact]
    public async Task Where_nobody_tells_the_slots_they_are_reckoned_from_the_blocks()
    {
        var reading = await ReadAsync([]);

        // Two of thirty levels are its own at round 0.
        Assert.All(reading.Cycles, c => Assert.Equal(7000 * 2 / 30d, Assert.IsType<AttestationDuties.Estimated>(c.Attestations).SlotsPerLevel, 6));
    }

    [Fact]
    public async Task The_share_comes_from_the_listing_of_votes_where_nothing_better_is_told()
    {
        node.Answer(FakeNode.Head + "helpers/baking_power_distribution_for_current_cycle", 401);
        node.Answer(FakeNode.Head + "votes/listings", $$"""[{"pkh":"{{FakeChain.Baker}}","voting_power":"30"},{"pkh":"{{FakeChain.Other}}","voting_power":"70"}]""");

        var (_, baker, _) = await new ChainReader(node.Rpc()).ReadAsync(Baker);

        Assert.Equal(0.3, baker.Sheet.Share!.Value, 9);
        Assert.Equal(2100, Assert.IsType<AttestationDuties.Estimated>(baker.Sheet.Cycles[0].Attestations).SlotsPerLevel, 6);
    }

    [Fact]
    public async Task An_address_that_is_no_delegate_is_not_taken_for_a_small_baker()
    {
        node.Answer(FakeNode.Head + $"context/delegates/{Baker}/participation", 500, $$"""[{"kind":"temporary","id":"proto.024-PtTallin.delegate.not_registered","pkh":"{{Baker}}"}]""");

        var failed = await Assert.ThrowsAsync<RpcException.Failed>(() => new ChainReader(node.Rpc()).ReadAsync(Baker));

        Assert.Equal(["delegate.not_registered"], failed.Ids);
    }

    [Theory]
    [InlineData("""{"hash":"nce"}""", FakeChain.Baker, false)]
    [InlineData("""{"nonce":"abcd"}""", FakeChain.Baker, true)]
    [InlineData("""{"hash":"nce"}""", FakeChain.Other, null)] // somebody else's block stood there
    [InlineData("{}", FakeChain.Baker, null)]
    [InlineData("<html>", FakeChain.Baker, false)] // may wait: unknown is not safe
    public async Task A_nonce_of_an_own_block_is_due_in_the_next_cycle(string nonce, string madeBy, bool? revealed)
    {
        chain.Level = 102;
        node.Answer(FakeNode.Head + "context/nonces/98", nonce);
        node.Answer("/chains/main/blocks/98/metadata", $$"""{"protocol":"PtOne","next_protocol":"PtOne","baker":"{{madeBy}}"}""");

        var (_, baker, _) = await new ChainReader(node.Rpc()).ReadAsync(Baker);

        Assert.Equal(revealed is { } done ? [new NonceDuty(new Level(98), new Level(101), new Level(104), done)] : [], baker.Nonces);
    }

    [Fact]
    public async Task A_nonce_committed_in_this_cycle_is_due_in_the_next()
    {
        chain.Level = 108;
        chain.Baking.Add((104, FakeChain.Baker, 0));
        node.Answer(FakeNode.Head + "context/nonces/104", """{"hash":"nce"}""");

        var (_, baker, _) = await new ChainReader(node.Rpc()).ReadAsync(Baker);

        Assert.Equal([new NonceDuty(new Level(104), new Level(111), new Level(114), false)], baker.Nonces);
        Assert.DoesNotContain(node.Asked, a => a.Contains("nonces/98", StringComparison.Ordinal)); // its time is over
    }

    private int RightsCalls() => node.Asked.Count(a => a.Contains("baking_rights", StringComparison.Ordinal));

    private async Task<HorizonReading> ReadAsync(IReadOnlyList<CycleRights> known, params IRightsSource[] sources)
    {
        var view = await new ChainReader(node.Rpc()).ReadChainAsync();
        return await new HorizonReader(sources.Length > 0 ? sources : [new NodeRights(node.Rpc())]).ReadAsync(Baker, view, known, null);
    }
}
