namespace BakeWindow.Kubernetes.Watching;

/// <summary>A watch ended otherwise than by its own time.</summary>
/// <param name="message">How, for people.</param>
/// <param name="relist">True when what was seen can't be trusted to be without a gap any more: list again. False: go on from the last version.</param>
/// <param name="inner">What was thrown.</param>
internal sealed class WatchBrokenException(string message, bool relist, Exception? inner = null) : Exception(message, inner)
{
    public bool Relist { get; } = relist;
}
