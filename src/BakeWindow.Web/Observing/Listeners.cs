namespace BakeWindow.Web.Observing;

/// <summary>Telling those who listen to an event: one that throws (a page that was just left, say) keeps the news neither from the others nor from what comes after the telling.</summary>
internal static partial class Listeners
{
    public static void Tell<T>(this Action<T>? listeners, T news, ILogger logger)
    {
        foreach (var listener in Delegate.EnumerateInvocationList(listeners))
        {
            try
            {
                listener(news);
            }
            catch (Exception e)
            {
                Log.ListenerFailed(logger, e);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A listener failed; the others were told all the same")]
        public static partial void ListenerFailed(ILogger logger, Exception e);
    }
}
