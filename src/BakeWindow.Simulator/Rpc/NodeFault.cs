namespace BakeWindow.Simulator.Rpc;

/// <summary>What is wrong with a simulated node.</summary>
public abstract record NodeFault
{
    private NodeFault()
    {
    }

    /// <summary>Nothing.</summary>
    public sealed record None : NodeFault;

    /// <summary>Its head is so many levels behind.</summary>
    public sealed record Lag(int Levels) : NodeFault;

    /// <summary>Its head does not move beyond a level, though it answers.</summary>
    public sealed record Stuck(int Level) : NodeFault;

    /// <summary>From a level on it tells blocks of other hashes than everybody else.</summary>
    public sealed record Lie(int FromLevel) : NodeFault;

    /// <summary>It does not serve.</summary>
    public sealed record Down(DownHow How) : NodeFault;
}

/// <summary>How a node, or a signer, does not serve.</summary>
public enum DownHow
{
    /// <summary>Something in front of it answers 503.</summary>
    Unavailable,

    /// <summary>It takes the request and never answers.</summary>
    Hang,

    /// <summary>It cuts the connection.</summary>
    Abort,
}
