using BakeWindow.Core.Time;

namespace BakeWindow.Core.Tests.Time;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("90s", 90)]
    [InlineData("15m", 900)]
    [InlineData("1h30m", 5_400)]
    [InlineData("24h", 86_400)]
    [InlineData("2d", 172_800)]
    [InlineData("1d2h3m4s", 93_784)]
    [InlineData("90M", 5_400)]
    [InlineData(" 15m ", 900)]
    [InlineData("PT15M", 900)]
    [InlineData("pt1h30m", 5_400)]
    [InlineData("P1DT1S", 86_401)]
    public void Every_way_to_write_a_duration(string text, int seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), DurationText.Parse(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("15")]
    [InlineData("15 m")]
    [InlineData("1.5h")]
    [InlineData("30m1h")]
    [InlineData("-5m")]
    [InlineData("PT")]
    [InlineData("PT15X")]
    [InlineData("fifteen minutes")]
    [InlineData("٣m")]
    public void What_is_none_is_refused_with_the_forms_that_are(string? text)
    {
        Assert.False(DurationText.TryParse(text, out _, out var error));
        Assert.Contains("write 90s, 15m, 1h30m, 24h or ISO 8601", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0s")]
    [InlineData("0h0m")]
    [InlineData("PT0S")]
    [InlineData("31d")]
    [InlineData("999999999d")]
    [InlineData("P2Y")]
    public void Zero_and_more_than_thirty_days_are_refused(string text)
    {
        Assert.False(DurationText.TryParse(text, out _, out var error));
        Assert.Contains("longer than zero and at most 30 days", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_text_is_named_in_part_only()
    {
        Assert.False(DurationText.TryParse(new string('9', 5_000), out _, out var error));
        Assert.True(error.Length < 200);
        Assert.Throws<FormatException>(() => DurationText.Parse("soon"));
    }

    [Theory]
    [InlineData(0, "PT0S")]
    [InlineData(45, "PT45S")]
    [InlineData(60, "PT1M")]
    [InlineData(5_640, "PT1H34M")]
    [InlineData(100_000, "PT27H46M40S")]
    [InlineData(-61, "-PT1M1S")]
    public void In_json_hours_are_not_folded_into_days(int seconds, string text) => Assert.Equal(text, DurationText.Iso(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Parts_of_a_second_are_kept() => Assert.Equal("PT1.5S", DurationText.Iso(TimeSpan.FromSeconds(1.5)));

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(45, "45 s")]
    [InlineData(750, "12 min 30 s")]
    [InlineData(2_820, "47 min")]
    [InlineData(5_640, "1 h 34 min")]
    [InlineData(86_400, "24 h")]
    [InlineData(183_600, "2 d 3 h")]
    [InlineData(-60, "−1 min")]
    public void People_read_two_units(int seconds, string text) => Assert.Equal(text, DurationText.Human(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(1)]
    [InlineData(3_599)]
    [InlineData(90_061)]
    public void What_is_written_reads_back(int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), DurationText.Parse(DurationText.Iso(TimeSpan.FromSeconds(seconds))));
}
