using BakeWindow.Kubernetes.Bypasses;

namespace BakeWindow.Tests.Kubernetes.Bypasses;

public sealed class GoDurationTests
{
    [Theory]
    [InlineData("10m", 600)]
    [InlineData("1h30m", 5400)]
    [InlineData("720h0m0s", 2_592_000)]
    [InlineData("1.5h", 5400)]
    [InlineData("90s", 90)]
    [InlineData("500ms", 0.5)]
    [InlineData("0", 0)]
    public void What_go_writes_is_read(string text, double seconds) => Assert.Equal(seconds, GoDuration.Of(text)!.Value.TotalSeconds);

    [Theory]
    [InlineData(null)]
    [InlineData("Never")]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("10 m")]
    public void What_is_no_duration_is_none(string? text) => Assert.Null(GoDuration.Of(text));
}
