using BakeWindow.Core.Secrets;
using BakeWindow.Web.Access;
using CsCheck;

namespace BakeWindow.Tests.Access;

public sealed class TokenTextTests
{
    [Fact]
    public void A_token_is_read_back_and_looks_as_scanners_want_it()
    {
        var token = TokenText.New("api");

        Assert.Matches("^bw_api_[0-9A-Za-z]{10}_[0-9A-Za-z]{49}$", token.ToString());
        Assert.Equal(token, TokenText.Read(token.ToString()));
        Assert.NotEqual(token.ToString(), TokenText.New("api").ToString());
        Assert.Equal(32, token.Hash().Length);
    }

    [Fact]
    public void One_letter_changed_left_out_or_put_in_makes_it_none() =>
        Gen.Select(Gen.Int[0, 66], Gen.Char["0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_ é"], Gen.Int[0, 2]).Sample((at, letter, how) =>
        {
            var text = TokenText.New("api").ToString();
            var other = how switch { 0 => text[..at] + letter + text[(at + 1)..], 1 => text.Remove(at, 1), _ => text.Insert(at, letter.ToString()) };
            return other == text || TokenText.Read(other) is null;
        }, iter: 2_000);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("bw_")]
    [InlineData("bw_api__")]
    [InlineData("ghp_0123456789")]
    public void What_is_no_token_is_none(string? text) => Assert.Null(TokenText.Read(text));

    [Fact]
    public void A_checksum_is_the_usual_one()
    {
        var token = new TokenText("api", "0000000001", new string('a', 43));

        Assert.Equal(Expected("bw_api_0000000001_" + new string('a', 43)), token.ToString()[^6..]);
    }

    [Fact]
    public void A_password_fits_its_own_hash_alone()
    {
        var text = PasswordHash.Of("correct horse battery staple", [.. Enumerable.Range(0, 16).Select(i => (byte)i)]).ToString();

        Assert.True(PasswordHash.TryParse(text + "\n", out var read, out _));
        Assert.True(read!.Fits("correct horse battery staple"));
        Assert.False(read.Fits("correct horse battery stapl"));
        Assert.False(read.Fits(""));
        Assert.DoesNotContain("horse", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "no line like")]
    [InlineData("secret password", "no line like")]
    [InlineData("pbkdf2-sha256$10$AAAAAAAAAAAAAAAAAAAAAA==$AAAA", "rounds")]
    [InlineData("pbkdf2-sha256$600000$AAAA$AAAA", "base64")]
    public void A_bad_hash_is_told_without_what_stood_there(string text, string says)
    {
        Assert.False(PasswordHash.TryParse(text, out _, out var error));
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
    }

    // Bit by bit from the polynomial as it is written down, not from a table and not reflected.
    private static string Expected(string text)
    {
        static uint Mirror(uint value, int bits) => (uint)Enumerable.Range(0, bits).Sum(i => (long)((value >> i) & 1) << (bits - 1 - i));
        var crc = 0xFFFFFFFFu;
        foreach (var c in text)
        {
            crc ^= Mirror(c, 8) << 24;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 0x80000000) != 0 ? (crc << 1) ^ 0x04C11DB7 : crc << 1;
            }
        }

        var value = Mirror(~crc, 32);
        const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        var digits = new char[6];
        for (var i = 5; i >= 0; i--)
        {
            (digits[i], value) = (Digits[(int)(value % 62)], value / 62);
        }

        return new string(digits);
    }
}
