using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Tests.Rights;

public sealed class BakerAddressTests
{
    private const string Good = "tz1gg5bjopPcr9agjamyu9BbXKLibNc2rbAq";

    [Theory]
    [InlineData(Good)]
    [InlineData("tz1NRGxXV9h6SdNaZLcgmjuLx3hyy2f8YoGN")]
    [InlineData("tz2FCNBrERXtaTtNX6iimR1UJ5JSDxvdHM93")]
    [InlineData("tz3bvNMQ95vfAYtG8193ymshqjSvmxiCUuR5")]
    [InlineData("tz4HVR6aty9KwsQFHh81C1G7gBdhxT8kuytm")]
    public void Addresses_of_every_kind_are_read(string text)
    {
        var address = BakerAddress.Parse($" {text}\n");

        Assert.Equal(text, address.Value);
        Assert.Equal(text, address.ToString());
        Assert.Equal(text.StartsWith("tz4", StringComparison.Ordinal), address.IsBls);
    }

    [Theory]
    [InlineData("KT1PWx2mnDueood7fEmfbBDKx1D9BAnnXitn", "is a contract")]
    [InlineData("", "must start with tz1, tz2, tz3 or tz4")]
    [InlineData("tz5gg5bjopPcr9agjamyu9BbXKLibNc2rbAq", "must start with")]
    [InlineData("edpkuBknW28nW72KG6RoHtYW7p12T6GKc7nAbwYX5m8Wd9sDVC9yav", "must start with")]
    [InlineData("tz1gg5bjopPcr9agjamyu9BbXKLibNc2rbA", "has 35 characters; a baker address has 36")]
    [InlineData("tz1gg5bjopPcr9agjamyu9BbXKLibNc2rbAqq", "has 37 characters")]
    [InlineData("tz1gg5bjopPcr9agjamyu9BbXKLibNc2rb0q", "base58 does not have")]
    [InlineData("tz1gg5bjopPcr9agjamyu9BbXKLibNc2rbOq", "base58 does not have")]
    [InlineData("tz1gg5bjopPcr9agjamyu9BbXKLibNc2rbIq", "base58 does not have")]
    [InlineData("tz1gg5bjopPcr9agjamyu9BbXKLibNc2rblq", "base58 does not have")]
    [InlineData("tz1gg5bjopPcr9agjamyu9BbXKLibNc2rb-q", "base58 does not have")]
    [InlineData("tz1gg5bjopPcr9agjamyu9BbXKLibNc2rbAr", "fails its checksum")]
    [InlineData("tz2gg5bjopPcr9agjamyu9BbXKLibNc2rbAq", "fails its checksum")]
    public void What_is_none_is_refused_with_what_is_wrong(string text, string why)
    {
        Assert.False(BakerAddress.TryParse(text, out _, out var error));
        Assert.Contains(why, error, StringComparison.Ordinal);
        Assert.Equal(error, Assert.Throws<FormatException>(() => BakerAddress.Parse(text)).Message);
    }

    [Fact]
    public void Every_single_wrong_character_is_found()
    {
        const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
        for (var i = 3; i < Good.Length; i++)
        {
            foreach (var c in Alphabet)
            {
                Assert.True(c == Good[i] || !BakerAddress.TryParse(Good[..i] + c + Good[(i + 1)..], out _, out _), $"'{c}' at {i} went unnoticed");
            }
        }
    }

    [Fact]
    public void Two_neighbours_swapped_are_found()
    {
        for (var i = 3; i < Good.Length - 1; i++)
        {
            var swapped = Good[..i] + Good[i + 1] + Good[i] + Good[(i + 2)..];
            Assert.True(swapped == Good || !BakerAddress.TryParse(swapped, out _, out _), swapped);
        }
    }

    [Fact]
    public void A_long_text_is_named_in_part_only()
    {
        Assert.False(BakerAddress.TryParse("tz1" + new string('x', 10_000), out _, out var error));
        Assert.True(error.Length < 200);
        Assert.False(BakerAddress.TryParse(null, out _, out _));
    }

    [Fact]
    public void Equal_addresses_are_equal() => Assert.Equal(BakerAddress.Parse(Good), BakerAddress.Parse(Good));
}
