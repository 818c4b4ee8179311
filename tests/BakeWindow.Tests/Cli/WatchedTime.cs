using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace BakeWindow.Tests.Cli;

/// <summary>A clock that a test moves, and that tells when somebody has begun to wait by it: moving it earlier would move nothing.</summary>
internal sealed class WatchedTime(DateTimeOffset now) : FakeTimeProvider(now)
{
    private readonly Channel<TimeSpan> begun = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        begun.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>Waits until somebody waits for so long, and lets that time pass.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (await begun.Reader.ReadAsync(patience.Token) != time)
        {
        }

        Advance(time);
    }
}
