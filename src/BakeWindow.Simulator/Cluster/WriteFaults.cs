using BakeWindow.Simulator.Cluster.Api;

namespace BakeWindow.Simulator.Cluster;

/// <summary>Answers the next writes as a sick server would.</summary>
internal sealed class WriteFaults
{
    private readonly Queue<(WriteFault Fault, string Path)> next = new();

    /// <summary>Plans faults for the next writes whose path contains a text.</summary>
    public void Add(int count, WriteFault fault, string path)
    {
        for (; count > 0; count--)
        {
            next.Enqueue((fault, path));
        }
    }

    public ApiAnswer Answer(ApiRequest request, Func<ApiAnswer> done)
    {
        if (!request.IsWrite || !next.TryPeek(out var planned) || !request.Path.Contains(planned.Path, StringComparison.Ordinal))
        {
            return done();
        }

        // What must wait for a webhook comes again, and finds its fault still here.
        if (planned.Fault == WriteFault.TimeoutButApplied)
        {
            done();
        }

        next.Dequeue();
        return planned.Fault switch
        {
            WriteFault.Conflict => throw new ApiRefusal(
                409, "Conflict", "Operation cannot be fulfilled: the object has been modified; please apply your changes to the latest version and try again", []),
            WriteFault.TooManyRequests => ApiAnswer.Text(429, "Too many requests, please try again later.\n") with { Headers = [("Retry-After", "1")] },
            WriteFault.InternalError => throw new ApiRefusal(500, "InternalError", "Internal error occurred: simulated", []),
            _ => throw new ApiRefusal(504, "Timeout", "Timeout: request did not complete within requested timeout - context deadline exceeded", []),
        };
    }
}
