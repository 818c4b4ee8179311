namespace BakeWindow.Kubernetes.Watching;

/// <summary>Where one kind of object comes from.</summary>
/// <param name="Kind">Its name, for the log.</param>
/// <param name="ListAsync">Reads the whole list, hands it over page by page, and tells its version.</param>
/// <param name="Stream">Makes watches.</param>
internal sealed record WatchSource<TObject>(string Kind, Func<Action<IEnumerable<TObject>>, CancellationToken, Task<string>> ListAsync, WatchStream Stream);
