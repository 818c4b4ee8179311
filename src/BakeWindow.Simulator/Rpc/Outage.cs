namespace BakeWindow.Simulator.Rpc;

/// <summary>How something that is down looks from outside.</summary>
internal static class Outage
{
    public static async Task PlayAsync(HttpContext context, DownHow how)
    {
        switch (how)
        {
            case DownHow.Unavailable:
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                context.Response.ContentType = "text/html";
                await context.Response.WriteAsync("<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>\n");
                break;
            case DownHow.Abort:
                context.Abort();
                break;
            default:
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                break;
        }
    }
}
