using System.Globalization;
using System.Text;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;
using BakeWindow.Tezos.Rights;

namespace BakeWindow.Tests.Tezos;

public sealed class BakingRightsParserTests
{
    private static readonly BakerAddress Baker = BakerAddress.Parse(FakeChain.Baker);

    [Fact]
    public async Task A_cycle_of_everybodys_rights_is_read_in_constant_memory()
    {
        var body = Cycle(levels: 14_400);
        await ReadAsync(new MemoryStream(body));

        // A stream in memory never waits, so all of it happens on this thread.
        var before = GC.GetAllocatedBytesForCurrentThread();
        var rights = await ReadAsync(new MemoryStream(body));
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(216, rights.Count);
        Assert.InRange(body.Length, 6_000_000, 9_000_000);
        Assert.InRange(allocated, 0, 64 * 1024);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(173)]
    public async Task However_the_bytes_trickle_in_the_rights_are_the_same(int pieces)
    {
        var body = Cycle(levels: 400);

        Assert.Equal(await ReadAsync(new MemoryStream(body)), await ReadAsync(new Trickle(body, pieces)));
    }

    [Fact]
    public async Task Fields_that_may_come_some_day_are_passed_over()
    {
        var body = Encoding.UTF8.GetBytes($$"""
            [ {"level":5,"round":1,"delegate":"{{Baker}}","extra":{"level":9,"round":[3]},"list":[1,{"delegate":"x"}],"none":null} ]
            """);

        Assert.Equal([new BakingRight(new Level(5), 1)], await ReadAsync(new MemoryStream(body)));
    }

    private static ValueTask<List<BakingRight>> ReadAsync(Stream stream) =>
        BakingRightsParser.ReadAsync(stream, new BakingRightsFilter(Baker, new Level(1), new Level(int.MaxValue), 2), CancellationToken.None);

    // Three rounds a level; the baker owns one right in two hundred.
    private static byte[] Cycle(int levels)
    {
        var json = new StringBuilder("[");
        for (var i = 0; i < levels * 3; i++)
        {
            var owner = i % 200 == 0 ? Baker.Value : FakeChain.Other;
            json.Append(CultureInfo.InvariantCulture,
                $"{(i == 0 ? "" : ",")}{{\"level\":{15_177_601 + (i / 3)},\"delegate\":\"{owner}\",\"round\":{i % 3},\"estimated_time\":\"2026-10-01T09:02:06Z\",\"consensus_key\":\"{owner}\"}}");
        }

        return Encoding.UTF8.GetBytes(json.Append(']').ToString());
    }

    private sealed class Trickle(byte[] body, int size) : MemoryStream(body)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(size, buffer.Length)], cancellationToken);
    }
}
