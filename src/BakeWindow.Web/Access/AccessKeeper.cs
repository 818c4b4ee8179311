using BakeWindow.Web.Configuration;

namespace BakeWindow.Web.Access;

/// <summary>Keeps the book of sessions and tokens up to date, so that what is taken back is gone on every replica within seconds.</summary>
internal sealed partial class AccessKeeper(AccessBook book, AccessClock clock, Settings settings, ILogger<AccessKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings is { SignIn: not null, TicketKeyStays: false })
        {
            Log.KeysForgotten(logger);
        }

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

        [LoggerMessage(2, LogLevel.Warning, "People sign in, and Tickets:KeyFile is not set: the keys that protect their sessions live in memory, so a restart signs everybody out and another replica knows nobody")]
        public static partial void KeysForgotten(ILogger logger);
    }
}
