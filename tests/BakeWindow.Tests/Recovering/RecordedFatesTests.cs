using System.Globalization;
using System.Text.Json;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Ledger;
using BakeWindow.Core.Rights;
using BakeWindow.Tests.Tezos;
using BakeWindow.Tezos.Duties;

namespace BakeWindow.Tests.Recovering;

/// <summary>Recorded blocks are judged as they came about.</summary>
public sealed class RecordedFatesTests
{
    [Theory]
    [InlineData(93416, "Made")]
    [InlineData(93516, "Missed Stolen")]
    [InlineData(93601, "Missed Missed Stolen Spared")]
    public void A_block_of_a_later_round_is_missed_by_the_earlier_owners_and_a_gain_of_its_maker(int level, string fates)
    {
        using var block = JsonDocument.Parse(File.ReadAllText(Recorded.Path("pyrometer", "fixtures", "i", $"block{level}.json")));
        using var rights = JsonDocument.Parse(File.ReadAllText(Recorded.Path("pyrometer", "fixtures", "i", $"block{level}rights.json")));
        var (header, madeBy) = (block.RootElement.GetProperty("header"), block.RootElement.GetProperty("metadata").GetProperty("proposer").GetString()!);
        var round = int.Parse(header.GetProperty("fitness")[4].GetString()!, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

        var judged = rights.RootElement.EnumerateArray().Select(r => RightOutcome.Of(
            BakerAddress.Parse(r.GetProperty("delegate").GetString()!), new BakingRight(new Level(level), r.GetProperty("round").GetInt32()), new Cycle(1), madeBy, round, header.GetProperty("timestamp").GetDateTimeOffset()).Fate.ToString());

        Assert.Equal(fates, string.Join(' ', judged));
    }

    [Fact]
    public async Task Who_had_to_endorse_and_is_in_no_block_missed_it()
    {
        using var block = JsonDocument.Parse(File.ReadAllText(Recorded.Path("pyrometer", "fixtures", "i", "block93416.json")));
        using var rights = JsonDocument.Parse(File.ReadAllText(Recorded.Path("pyrometer", "fixtures", "i", "block93415erights.json")));
        var owners = rights.RootElement[0].GetProperty("delegates").EnumerateArray().Select(d => BakerAddress.Parse(d.GetProperty("delegate").GetString()!)).ToList();

        var attesters = await BlockAttesters.ReadAsync(RecordedCalls.Stream(block.RootElement.GetProperty("operations")[0].GetRawText()), new Level(93_415), default);

        Assert.Equal((39, 30, 9), (owners.Count, owners.Count(o => attesters.Has(o) is true), owners.Count(o => attesters.Has(o) is false)));
    }
}
