using System.Globalization;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;
using BakeWindow.Tezos.Network;
using BakeWindow.Tezos.Rights;
using BakeWindow.Tezos.Rpc;

namespace BakeWindow.Tests.Tezos;

public sealed class TzktRightsTests : IAsyncLifetime
{
    private static readonly BakerAddress Baker = BakerAddress.Parse(FakeChain.Baker);

    private static readonly RightsQuestion Question = new()
    {
        Baker = Baker,
        Span = new CycleSpan(new Cycle(11), new Level(111), new Level(120)),
        Era = ConsensusEra.Tenderbake,
        ChainId = FakeChain.ChainId,
    };

    private FakeNode indexer = null!;

    public async ValueTask InitializeAsync()
    {
        indexer = await FakeNode.StartAsync();
        indexer.Answer("/v1/head", $$"""{"chain":"mainnet","chainId":"{{FakeChain.ChainId}}","cycle":10,"level":105}""");
        indexer.Answer("/v1/cycles/11", """{"index":11,"firstLevel":111,"startTime":"2026-10-01T00:00:00Z","lastLevel":120}""");
    }

    public ValueTask DisposeAsync() => indexer.DisposeAsync();

    [Fact]
    public async Task Attestation_rights_are_shifted_back_by_one_and_baking_rights_are_not()
    {
        indexer.Answer("/v1/rights", query => query["type"] == "baking"
            ? $"[{Row("baking", 111, FakeChain.Baker, "\"round\":0")},{Row("baking", 120, FakeChain.Baker, "\"round\":2")},{Row("baking", 115, FakeChain.Baker, "\"round\":7")},{Row("baking", 112, FakeChain.Other, "\"round\":0")},{Row("baking", 121, FakeChain.Baker, "\"round\":0")}]"
            : $"[{Row("attestation", 111, FakeChain.Baker, "\"slots\":9")},{Row("attestation", 112, FakeChain.Baker, "\"slots\":3")},{Row("attestation", 121, FakeChain.Baker, "\"slots\":5")}]");

        var baking = await Source().BakingAsync(Question, CancellationToken.None);
        var attesting = await Source().AttestingAsync(Question, CancellationToken.None);

        Assert.Equal([new BakingRight(new Level(111), 0), new(new Level(120), 2)], baking);
        Assert.Equal([3, -1, -1, -1, -1, -1, -1, -1, -1, 5], attesting);
        Assert.Contains(indexer.Asked, a => a == $"/v1/rights?type=baking&baker={Baker}&level.ge=111&level.le=120&round.le=2&sort=level&offset=0&limit=10000");
        Assert.Contains(indexer.Asked, a => a == $"/v1/rights?type=attestation&baker={Baker}&level.ge=112&level.le=121&sort=level&offset=0&limit=10000");
    }

    [Fact]
    public async Task A_cycle_of_more_than_ten_thousand_rows_comes_in_pages()
    {
        var span = new CycleSpan(new Cycle(7), new Level(100_801), new Level(115_200));
        indexer.Answer("/v1/cycles/7", """{"index":7,"firstLevel":100801,"lastLevel":115200}""");
        indexer.Answer("/v1/rights", query =>
        {
            var offset = int.Parse(query["offset"]!, CultureInfo.InvariantCulture);
            return $"[{string.Join(',', Enumerable.Range(offset, Math.Min(10_000, 14_400 - offset)).Select(i => Row("attestation", 100_802 + i, FakeChain.Baker, "\"slots\":2")))}]";
        });

        var attesting = await Source().AttestingAsync(Question with { Span = span }, CancellationToken.None);

        Assert.Equal((14_400, 28_800), (attesting.Length, attesting.Sum(s => s)));
        Assert.Equal(2, indexer.Asked.Count(a => a.StartsWith("/v1/rights", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(204)]
    [InlineData(404)]
    public async Task A_cycle_that_is_not_computed_yet_is_unknown_and_not_empty(int status)
    {
        indexer.Answer("/v1/cycles/11", status);
        indexer.Answer("/v1/rights", "[]");

        var unknown = await Assert.ThrowsAsync<RpcException.UnknownSeed>(() => Source().BakingAsync(Question, CancellationToken.None));

        Assert.Equal(new Cycle(10), unknown.Latest);
    }

    [Fact]
    public async Task An_indexer_of_another_chain_or_with_other_cycles_does_not_answer()
    {
        indexer.Answer("/v1/rights", "[]");
        var otherChain = await Assert.ThrowsAsync<RpcException.Garbage>(() => Source().BakingAsync(Question with { ChainId = "NetXother" }, CancellationToken.None));
        indexer.Answer("/v1/cycles/11", """{"index":11,"firstLevel":121,"lastLevel":130}""");
        var otherCycle = await Assert.ThrowsAsync<RpcException.Garbage>(() => Source().BakingAsync(Question, CancellationToken.None));

        Assert.Contains("it indexes chain NetXdQprcVkpaWU, not NetXother", otherChain.Message, StringComparison.Ordinal);
        Assert.Contains("has levels 121 to 130 there, and 111 to 120 here", otherCycle.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_node_refuses_rights_the_indexer_gives_them()
    {
        await using var node = await FakeNode.StartAsync();
        var chain = new FakeChain { Rounds = true };
        chain.ServeOn(node);
        node.Answer(FakeNode.Head + "helpers/baking_rights", 401);
        foreach (var cycle in new[] { 10, 12 })
        {
            indexer.Answer($"/v1/cycles/{cycle}", $$"""{"index":{{cycle}},"firstLevel":{{(cycle * 10) + 1}},"lastLevel":{{(cycle * 10) + 10}}}""");
        }

        indexer.Answer("/v1/rights", query => $"[{Row("baking", int.Parse(query["level.ge"]!, CultureInfo.InvariantCulture) + 4, FakeChain.Baker, "\"round\":0")}]");

        var (_, baker, _) = await new ChainReader(node.Rpc(), [new NodeRights(node.Rpc()), Source()]).ReadAsync(Baker);

        Assert.Equal([105, 115, 125], baker.Sheet.Baking.ToArray().Select(r => r.Level.Value));
    }

    private static string Row(string type, int level, string baker, string rest) =>
        $$"""{"type":"{{type}}","cycle":1,"level":{{level}},"timestamp":"2026-10-01T00:00:00Z",{{rest}},"baker":{"alias":"A","address":"{{baker}}"},"status":"future"}""";

    private TzktRights Source() => new(FakeNode.Client, indexer.Address, "tzkt", TimeProvider.System, TimeSpan.FromSeconds(20));
}
