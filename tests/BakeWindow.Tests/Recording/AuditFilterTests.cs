using BakeWindow.Web.Recording;
using BakeWindow.Web.Views;

namespace BakeWindow.Tests.Recording;

public sealed class AuditFilterTests
{
    private static readonly DateTimeOffset Now = new(2026, 10, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("now", "2026-10-01T12:00:00Z")]
    [InlineData("now-6h", "2026-10-01T06:00:00Z")]
    [InlineData("now+30m", "2026-10-01T12:30:00Z")]
    [InlineData("now 30m", "2026-10-01T12:30:00Z")]
    [InlineData("2026-09-30", "2026-09-30T00:00:00Z")]
    [InlineData("2026-09-30T14:07Z", "2026-09-30T14:07:00Z")]
    [InlineData("2026-09-30T14:07:30+02:00", "2026-09-30T12:07:30Z")]
    [InlineData("2026-09-30T14:07:30.123Z", "2026-09-30T14:07:30.123Z")]
    public void Times_of_addresses_are_read(string text, string time)
    {
        Assert.True(AuditFilter.TryTime(text, Now, out var read));
        Assert.Equal(DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture), read);
    }

    [Theory]
    [InlineData("yesterday")]
    [InlineData("now-")]
    [InlineData("now*3h")]
    [InlineData("2026-13-01")]
    [InlineData("14:07")]
    public void What_is_no_time_is_not_guessed_at(string text) => Assert.False(AuditFilter.TryTime(text, Now, out _));

    [Fact]
    public void What_makes_no_sense_is_left_out_and_named_with_its_mend()
    {
        var filter = AuditFilter.Read(" ", "alice", "soon", "now-1h", new string('x', 300), "first", Now);

        Assert.Equal("alice", filter.Question.Who);
        Assert.Equal(Now.AddHours(-1), filter.Question.Until);
        Assert.Null(filter.Question.From);
        Assert.Null(filter.Before);
        Assert.Equal(["before", "from", "text"], filter.Mistakes.Keys);
        Assert.Contains("now-6h", filter.Mistakes["from"], StringComparison.Ordinal);
        Assert.Contains("not after from", AuditFilter.Read(null, null, "now", "now-1h", null, null, Now).Mistakes["to"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"no\"", "\"say \"\"no\"\"\"")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0")]
    [InlineData("-2\n3", "\"'-2\n3\"")]
    [InlineData("\tx", "'\tx")]
    [InlineData("", "")]
    public void No_cell_is_a_formula(string cell, string written) => Assert.Equal($"1,{written}\r\n", CsvText.Line(1, cell));

    [Fact]
    public void Numbers_and_times_of_our_own_stay_what_they_are() => Assert.Equal("-3,0.5,,2026-10-01T12:00:00.000Z\r\n", CsvText.Line(-3, 0.5, null, Now));
}
