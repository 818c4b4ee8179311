using System.Threading.Channels;

namespace BakeWindow.Web.Hosting;

/// <summary>
/// What makes a service look: when it is woken, and now and then. One look at a time; wake-ups that come during a look become one more look after it, and a look that fails is told and ends
/// nothing.
/// </summary>
internal sealed class WakeUps(TimeProvider time)
{
    private readonly Channel<bool> wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>How often to look though nobody wakes it, at once for the first time; null: only when woken.</summary>
    public TimeSpan? Every { get; init; }

    /// <summary>How long to rest after each look, whatever happens.</summary>
    public TimeSpan Calm { get; init; }

    /// <summary>Asks for a look.</summary>
    public void Wake() => wake.Writer.TryWrite(true);

    /// <summary>Looks until it is stopped; a stop is no error.</summary>
    public async Task RunAsync(Func<CancellationToken, Task> look, Action<Exception> failed, CancellationToken stopping)
    {
        using var timer = Every is { } every ? time.CreateTimer(_ => Wake(), null, TimeSpan.Zero, every) : null;
        try
        {
            while (await wake.Reader.WaitToReadAsync(stopping))
            {
                wake.Reader.TryRead(out _);
                try
                {
                    await look(stopping);
                }
                catch (Exception e) when (!stopping.IsCancellationRequested)
                {
                    failed(e);
                }

                if (Calm > TimeSpan.Zero)
                {
                    await Task.Delay(Calm, time, stopping);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Stopping.
        }
    }
}
