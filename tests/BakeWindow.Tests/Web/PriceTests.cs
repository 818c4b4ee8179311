using BakeWindow.Core.Planning;
using BakeWindow.Web.Views;

namespace BakeWindow.Tests.Web;

public sealed class PriceTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.0000001, "< 0.001")]
    [InlineData(0.001, "0.001")]
    [InlineData(0.0121, "0.013")]
    [InlineData(0.013, "0.013")]
    [InlineData(2, "2")]
    public void Blocks_are_rounded_up_and_never_told_as_nothing(double blocks, string text) => Assert.Equal(text, Price.Blocks(blocks));

    [Fact]
    public void What_is_lost_on_average_counts_where_the_need_itself_meets_nothing()
    {
        Assert.StartsWith("0.013 blocks", Price.Short(MissCost.None, 0.0125), StringComparison.Ordinal);
        Assert.Equal("nothing", Price.Text(MissCost.None, 0));
        Assert.NotEqual("nothing", Price.Text(MissCost.None, 0.0001));
    }
}
