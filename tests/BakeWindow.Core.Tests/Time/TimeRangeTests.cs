using BakeWindow.Core.Time;

namespace BakeWindow.Core.Tests.Time;

public sealed class TimeRangeTests
{
    private static TimeRange Range(int from, int to) => new(Sample.Noon.AddMinutes(from), Sample.Noon.AddMinutes(to));

    [Fact]
    public void The_start_lies_inside_and_the_end_does_not()
    {
        Assert.True(Range(0, 10).Contains(Sample.Noon));
        Assert.False(Range(0, 10).Contains(Sample.Noon.AddMinutes(10)));
    }

    [Fact]
    public void A_reversed_range_does_not_construct() => Assert.Throws<ArgumentException>(() => Range(1, 0));

    [Theory]
    [InlineData(0, 10, 10, 20, false)]
    [InlineData(0, 10, 9, 20, true)]
    [InlineData(0, 10, 5, 5, false)]
    [InlineData(5, 5, 0, 10, false)]
    public void Ranges_that_only_touch_do_not_overlap(int a, int b, int c, int d, bool overlap)
    {
        Assert.Equal(overlap, Range(a, b).Overlaps(Range(c, d)));
        Assert.Equal(overlap, Range(a, b).Intersect(Range(c, d)) is not null);
    }

    [Fact]
    public void What_lies_in_both() => Assert.Equal(Range(5, 10), Range(0, 10).Intersect(Range(5, 20)));

    [Fact]
    public void Nothing_lies_anywhere()
    {
        Assert.True(Range(0, 10).Contains(Range(50, 50)));
        Assert.True(Range(3, 3).IsEmpty);
        Assert.Equal(TimeSpan.FromMinutes(10), Range(0, 10).Duration);
    }
}
