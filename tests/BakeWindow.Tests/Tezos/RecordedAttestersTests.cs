using System.Text.Json;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;
using BakeWindow.Tezos.Duties;

namespace BakeWindow.Tests.Tezos;

public sealed class RecordedAttestersTests
{
    [Theory]
    [InlineData("go-tezos/block.json", 1064977, 23, "tz1RCFbB9GpALpsZtu6J58sb74dm8qe6XBzv")]
    [InlineData("pyrometer/fixtures/i/block93416.json", 93415, 30, "tz1aWXP237BLwNHJcCD4b3DutCevhqq2T1Z9")]
    [InlineData("mainnet-nairobi/mainnet_4669447.json", 4669446, 221, "tz1aRoaRhSpRYvFdyvgWLL6TGyRoGF51wDjM")]
    [InlineData("mainnet-paris/blocks/mainnet-5880989.json", 5880988, 192, "tz1aKxnrzx5PXZJe7unufEswVRCMU9yafmfb")] // attests with DAL
    public async Task Who_attested_stands_in_the_block_after(string file, int attested, int count, string one)
    {
        using var block = JsonDocument.Parse(File.ReadAllText(Recorded.Path(file.Split('/'))));
        var operations = block.RootElement.GetProperty("operations")[0].GetRawText();

        var attesters = await BlockAttesters.ReadAsync(RecordedCalls.Stream(operations), new Level(attested), CancellationToken.None);
        var other = await BlockAttesters.ReadAsync(RecordedCalls.Stream(operations), new Level(attested - 1), CancellationToken.None);

        Assert.Equal((count, 0, true), (attesters.Delegates.Count, attesters.Unnamed, attesters.Has(BakerAddress.Parse(one))));
        Assert.False(attesters.Has(BakerAddress.Parse("tz4HG14YMihpZxynRXu7tK72hoz3mnnXZGzm")));
        Assert.Empty(other.Delegates);
    }

    [Theory]
    [InlineData("endorsing.endorsementsWithSuccess.json", true)]
    [InlineData("endorsing.endorsementsWithMiss.json", null)] // five endorsements without receipts: somebody's
    public async Task An_endorsement_with_slot_is_the_bakers_when_its_receipt_says_so(string file, bool? has)
    {
        var path = Recorded.Path("pyrometer", "fixtures", "h", file);

        var attesters = await BlockAttesters.ReadAsync(File.OpenRead(path), new Level(1318230), CancellationToken.None);

        Assert.Equal((5, has), (attesters.Unnamed, attesters.Has(BakerAddress.Parse("tz1VHFxUuBhwopxC9YC9gm5s2MHBHLyCtvN1"))));
    }

    [Theory]
    [InlineData("endorsing.operationsWithDoubleBakeAccusation.json")]
    [InlineData("endorsing.operationsWithDoubleEndorsementAccusation.json")]
    public async Task Evidence_of_double_signing_is_no_attestation(string file)
    {
        var attesters = await BlockAttesters.ReadAsync(File.OpenRead(Recorded.Path("pyrometer", "fixtures", "h", file)), new Level(1318230), CancellationToken.None);

        Assert.Equal((0, 0), (attesters.Delegates.Count, attesters.Unnamed));
    }

    [Fact]
    public async Task An_aggregate_names_its_committee_by_delegate()
    {
        const string operations = """
            [{"protocol":"Pt","contents":[{"kind":"preattestations_aggregate","consensus_content":{"level":7,"round":0,"block_payload_hash":"vh"},"committee":[0],
               "metadata":{"committee":[{"delegate":"tz1VoUzbL6X4RdpxwaccV6eQkeqP6b9sUbYa","consensus_pkh":"tz4a"}]}}]},
             {"protocol":"Pt","contents":[{"kind":"attestations_aggregate","consensus_content":{"level":7,"round":0,"block_payload_hash":"vh"},"committee":[{"slot":0,"dal_attestation":"0"},{"slot":4}],
               "metadata":{"committee":[{"delegate":"tz1gg5bjopPcr9agjamyu9BbXKLibNc2rbAq","consensus_pkh":"tz4b","consensus_power":{"slots":12,"baking_power":"99"}},
                                        {"delegate":"tz1NRGxXV9h6SdNaZLcgmjuLx3hyy2f8YoGN","consensus_pkh":"tz4c","consensus_power":1435}],"consensus_power":2}}]}]
            """;

        var attesters = await BlockAttesters.ReadAsync(RecordedCalls.Stream(operations), new Level(7), CancellationToken.None);

        Assert.Equal(["tz1NRGxXV9h6SdNaZLcgmjuLx3hyy2f8YoGN", "tz1gg5bjopPcr9agjamyu9BbXKLibNc2rbAq"], attesters.Delegates.Order(StringComparer.Ordinal));
        Assert.False(attesters.Has(BakerAddress.Parse("tz1VoUzbL6X4RdpxwaccV6eQkeqP6b9sUbYa")));
    }
}
