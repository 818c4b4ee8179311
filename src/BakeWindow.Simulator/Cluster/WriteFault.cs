namespace BakeWindow.Simulator.Cluster;

/// <summary>How a write goes wrong on demand.</summary>
public enum WriteFault
{
    /// <summary>409, as if somebody had been quicker; nothing is done.</summary>
    Conflict,

    /// <summary>429 of flow control: plain text and Retry-After 1; nothing is done.</summary>
    TooManyRequests,

    /// <summary>500; nothing is done.</summary>
    InternalError,

    /// <summary>504; nothing is done.</summary>
    Timeout,

    /// <summary>504, and yet it was done.</summary>
    TimeoutButApplied,

    /// <summary>It was done, and the connection broke before the answer.</summary>
    AnswerLost,

    /// <summary>The connection broke; nothing is done.</summary>
    RequestLost,
}
