namespace BakeWindow.Web.Notifying;

/// <summary>A way to tell people or programs.</summary>
internal interface IChannel : IDisposable
{
    /// <summary>Tells it, or fails within some seconds.</summary>
    /// <exception cref="NotDeliveredException">It was not taken.</exception>
    Task SendAsync(Notice notice, CancellationToken ct);
}
