namespace BakeWindow.Web.Access;

/// <summary>Keeps the book of sessions and tokens up to date, so that what is taken back is gone on every replica within seconds.</summary>
internal sealed partial class AccessKeeper(AccessBook book, AccessClock clock, ILogger<AccessKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failing = false;
        using var timer = new PeriodicTimer(Every, clock.Time);
        try
        {
            do
            {
                try
                {
                    await book.LookAsync(stoppingToken);
                    failing = false;
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    if (!failing)
                    {
                        Log.NotRead(logger, e);
                    }

                    failing = true;
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Sessions and tokens can't be read; what was known goes on for half a minute, then for readings and questions only")]
        public static partial void NotRead(ILogger logger, Exception e);
    }
}
