using BakeWindow.Simulator.Cluster.Api;

namespace BakeWindow.Simulator.Cluster;

/// <summary>Answers the next writes as a sick server would.</summary>
internal sealed class WriteFaults
{
    private readonly LinkedList<(WriteFault Fault, string Path)> next = new();

    /// <summary>Plans faults for the next writes whose path contains a text.</summary>
    public void Add(int count, WriteFault fault, string path)
    {
        for (; count > 0; count--)
        {
            next.AddLast((fault, path));
        }
    }

    public ApiAnswer Answer(ApiRequest request, Func<ApiAnswer> done)
    {
        if (!request.IsWrite || Planned(request) is not { } planned)
        {
            return done();
        }

        // What must wait for a webhook comes again, and finds its fault still here.
        if (planned.Value.Fault is WriteFault.TimeoutButApplied or WriteFault.AnswerLost)
        {
            done();
        }

        next.Remove(planned);
        return planned.Value.Fault switch
        {
            WriteFault.Conflict => throw new ApiRefusal(
                409, "Conflict", "Operation cannot be fulfilled: the object has been modified; please apply your changes to the latest version and try again", []),
            WriteFault.TooManyRequests => ApiAnswer.Text(429, "Too many requests, please try again later.\n") with { Headers = [("Retry-After", "1")] },
            WriteFault.InternalError => throw new ApiRefusal(500, "InternalError", "Internal error occurred: simulated", []),
            WriteFault.AnswerLost or WriteFault.RequestLost => ApiAnswer.Lost,
            _ => throw new ApiRefusal(504, "Timeout", "Timeout: request did not complete within requested timeout - context deadline exceeded", []),
        };
    }

    private LinkedListNode<(WriteFault Fault, string Path)>? Planned(ApiRequest request)
    {
        for (var one = next.First; one is not null; one = one.Next)
        {
            if (request.Path.Contains(one.Value.Path, StringComparison.Ordinal))
            {
                return one;
            }
        }

        return null;
    }
}
