using System.Text;
using BakeWindow.Web.Api;
using Microsoft.AspNetCore.Http;

namespace BakeWindow.Tests.Web;

public sealed class CsvTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"no\"", "\"say \"\"no\"\"\"")]
    [InlineData("two\r\nlines", "\"two\r\nlines\"")]
    [InlineData(" blanks ", "\" blanks \"")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("＝1", "'＝1")]
    [InlineData("=\",\"", "\"'=\"\",\"\"\"")]
    [InlineData("-5", "-5")]
    [InlineData("-0.25", "-0.25")]
    public void A_cell_is_quoted_where_it_must_be_and_never_a_formula(string cell, string written) =>
        Assert.Equal($"x,{written}\r\n", Csv.Line("x", cell));

    [Fact]
    public void Figures_and_times_are_written_for_machines()
    {
        Assert.Equal("2026-11-25T03:04:05Z", Csv.Cell(new DateTimeOffset(2026, 11, 25, 4, 4, 5, TimeSpan.FromHours(1))));
        Assert.Equal("720", Csv.Cell(TimeSpan.FromMinutes(12)));
        Assert.Equal("0.0025", Csv.Cell(0.0025));
        Assert.Equal("", Csv.Cell(double.NaN));
        Assert.Equal("", Csv.Cell((DateTimeOffset?)null));
    }

    [Fact]
    public async Task A_file_has_its_name_its_header_and_every_row_however_many()
    {
        var http = new DefaultHttpContext();
        using var body = new MemoryStream();
        http.Response.Body = body;
        await new CsvFile("some-rights", ["level", "what"], Enumerable.Range(1, 5_000).Select(i => new string?[] { Csv.Cell(i), "bäckt, =x" })).ExecuteAsync(http);

        Assert.Equal("text/csv; charset=utf-8; header=present", http.Response.ContentType);
        Assert.Equal("attachment; filename=\"some-rights.csv\"", http.Response.Headers.ContentDisposition);
        var lines = Encoding.UTF8.GetString(body.ToArray()).Split("\r\n");
        Assert.Equal(5_002, lines.Length);
        Assert.Equal("level,what", lines[0]);
        Assert.Equal("5000,\"bäckt, =x\"", lines[5_000]);
        Assert.Equal("", lines[^1]);
    }

    [Fact]
    public void An_unknown_format_is_a_mistake_by_name()
    {
        var mistakes = new Dictionary<string, string[]>(StringComparer.Ordinal);
        Assert.True(CsvFile.IsWanted("csv", mistakes));
        Assert.False(CsvFile.IsWanted(null, mistakes));
        Assert.Empty(mistakes);
        Assert.False(CsvFile.IsWanted("xlsx", mistakes));
        Assert.Contains("json or csv", mistakes["format"][0], StringComparison.Ordinal);
    }
}
