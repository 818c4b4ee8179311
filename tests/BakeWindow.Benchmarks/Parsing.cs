using System.Globalization;
using System.Text;
using System.Text.Json;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;
using BakeWindow.Tezos.Rights;
using BenchmarkDotNet.Attributes;

namespace BakeWindow.Benchmarks;

/// <summary>A cycle of everybody's baking rights, three rounds a level: within twice the time that the tokeniser alone takes, in constant memory.</summary>
public class Parsing
{
    private static readonly BakerAddress Baker = BakerAddress.Parse("tz1gg5bjopPcr9agjamyu9BbXKLibNc2rbAq");

    private byte[] body = [];

    [GlobalSetup]
    public void Setup()
    {
        var json = new StringBuilder("[");
        for (var i = 0; i < 14_400 * 3; i++)
        {
            var owner = i % 200 == 0 ? Baker.Value : "tz1NRGxXV9h6SdNaZLcgmjuLx3hyy2f8YoGN";
            json.Append(CultureInfo.InvariantCulture,
                $"{(i == 0 ? "" : ",")}{{\"level\":{15_182_000 + (i / 3)},\"delegate\":\"{owner}\",\"round\":{i % 3},\"estimated_time\":\"2026-10-01T09:02:06Z\",\"consensus_key\":\"{owner}\"}}");
        }

        body = Encoding.UTF8.GetBytes(json.Append(']').ToString());
    }

    [Benchmark(Baseline = true)]
    public int TokenizeOnly()
    {
        var reader = new Utf8JsonReader(body);
        var tokens = 0;
        while (reader.Read())
        {
            tokens++;
        }

        return tokens;
    }

    // A stream in memory never waits, so this is the parser's own time.
    [Benchmark]
    public int ReadRights() =>
        BakingRightsParser.ReadAsync(new MemoryStream(body), new BakingRightsFilter(Baker, new Level(1), new Level(int.MaxValue), 2), CancellationToken.None).AsTask().GetAwaiter().GetResult().Count;
}
