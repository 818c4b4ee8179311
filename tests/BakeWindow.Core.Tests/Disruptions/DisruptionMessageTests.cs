using BakeWindow.Core.Disruptions;

namespace BakeWindow.Core.Tests.Disruptions;

public sealed class DisruptionMessageTests
{
    [Fact]
    public void What_is_too_long_is_cut_before_its_end()
    {
        var message = DisruptionMessage.Of(new string('x', 500), " Next safe 2026-10-01 14:12:00Z.");

        Assert.Equal(DisruptionMessage.Longest, message.Length);
        Assert.EndsWith("… Next safe 2026-10-01 14:12:00Z.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_others_said_can_not_break_the_line() => Assert.Equal("BakeWindow: a b  c", DisruptionMessage.Of("a\nb\u001b\u0007c"));
}
