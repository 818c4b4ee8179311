namespace BakeWindow.Simulator.Cluster.Api;

/// <summary>The seam to HTTP: reads a request, has it answered, writes the answer or the stream.</summary>
internal sealed class KubeEndpoints(SimCluster cluster)
{
    /// <summary>
    /// Maps the API at the root, and below /as/{token}/ for kubectl, which sends no token over plain HTTP: there the address says who asks.
    /// </summary>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.Map("/as/{token}/{**path}", context => HandleAsync(context, "/" + context.Request.RouteValues["path"], "Bearer " + context.Request.RouteValues["token"]));
        endpoints.Map("/{**path}", context => HandleAsync(context, context.Request.Path.Value ?? "/", context.Request.Headers.Authorization)).WithOrder(int.MaxValue);
    }

    private async Task HandleAsync(HttpContext context, string path, string? authorization)
    {
        if (cluster.Latency > TimeSpan.Zero)
        {
            await Task.Delay(cluster.Latency, context.RequestAborted);
        }

        var body = await ReadBodyAsync(context.Request, context.RequestAborted);
        var request = new ApiRequest(
            context.Request.Method,
            path,
            context.Request.Query,
            context.Request.Headers.Accept.ToString() is { Length: > 0 } accept ? accept : null,
            context.Request.ContentType,
            body ?? default);
        var answer = body is null
            ? ApiAnswer.Refused(Refusals.TooLarge(RequestBodies.Limit))
            : await cluster.AnswerAsync(request, authorization, context.Request.Headers.UserAgent.ToString(), path + context.Request.QueryString);
        if (ReferenceEquals(answer, ApiAnswer.Lost))
        {
            context.Abort();
            return;
        }

        await WriteAsync(context, request, answer);
    }

    private async Task WriteAsync(HttpContext context, ApiRequest request, ApiAnswer answer)
    {
        var response = context.Response;
        response.StatusCode = answer.Code;
        response.ContentType = answer.ContentType;
        foreach (var (name, value) in answer.Headers)
        {
            response.Headers.Append(name, value);
        }

        foreach (var warning in request.Warnings)
        {
            response.Headers.Append("Warning", $"299 - \"{warning.Replace("\"", "\\\"", StringComparison.Ordinal)}\"");
        }

        if (answer.Watch is { } watch)
        {
            await StreamAsync(context, watch);
        }
        else if (request.Method != "HEAD")
        {
            response.ContentLength = answer.Body.Length;
            await response.Body.WriteAsync(answer.Body, context.RequestAborted);
        }
    }

    private async Task StreamAsync(HttpContext context, WatchStream watch)
    {
        try
        {
            await context.Response.StartAsync(context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await foreach (var line in watch.ReadAsync(context.RequestAborted))
            {
                await context.Response.Body.WriteAsync(line, context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The reader has gone; that is how most watches end.
        }
        finally
        {
            cluster.Close(watch);
        }
    }

    /// <summary>The body up to the server's limit; null where it is longer.</summary>
    private static async Task<ReadOnlyMemory<byte>?> ReadBodyAsync(HttpRequest request, CancellationToken ct)
    {
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, ct)) > 0)
        {
            if (body.Length + read > RequestBodies.Limit)
            {
                return null;
            }

            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }
}
