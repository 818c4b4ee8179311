namespace BakeWindow.Kubernetes.Watching;

/// <summary>How long to wait before the next try: doubles from half a second to thirty, each time a random part of it, so that many watches don't come back at once.</summary>
internal sealed class BackOff(Random chance)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private TimeSpan next = First;

    /// <summary>The pause before the next try: between half and the whole of the current step.</summary>
    public TimeSpan Next()
    {
        var pause = next * (0.5 + (chance.NextDouble() / 2));
        next = next * 2 < Longest ? next * 2 : Longest;
        return pause;
    }

    /// <summary>It works again.</summary>
    public void Reset() => next = First;
}
