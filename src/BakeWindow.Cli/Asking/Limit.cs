using BakeWindow.Core.Time;

namespace BakeWindow.Cli.Asking;

/// <summary>The time that a command has in all.</summary>
internal sealed class Limit : IDisposable
{
    private readonly TimeProvider time;
    private readonly DateTimeOffset end;
    private readonly CancellationTokenSource timer;
    private readonly CancellationTokenSource either;
    private readonly CancellationToken stop;

    public Limit(TimeSpan duration, TimeProvider time, CancellationToken stop)
    {
        (Duration, this.time, this.stop) = (duration, time, stop);
        end = time.GetUtcNow() + duration;
        timer = new CancellationTokenSource(duration, time);
        either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, stop);
    }

    public TimeSpan Duration { get; }

    public TimeSpan Left => end - time.GetUtcNow();

    /// <summary>Ends with the time, or with Ctrl-C.</summary>
    public CancellationToken Token => either.Token;

    /// <summary>Runs something within the time.</summary>
    /// <exception cref="NoAnswerException.CannotKnow">The time was up first.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work)
    {
        try
        {
            return await work(Token);
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            throw new NoAnswerException.CannotKnow($"no answer within {DurationText.Human(Duration)}; --timeout gives it longer");
        }
    }

    public void Dispose()
    {
        either.Dispose();
        timer.Dispose();
    }
}
