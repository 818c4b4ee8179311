using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Runtime.CompilerServices;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Rbac;
using k8s.Models;

namespace BakeWindow.Kubernetes.Watching;

/// <summary>
/// One watch request, read as bytes. The client's own <c>WatchList…Async</c> won't do: an ERROR line with 410 ends its loop as if all were well, and nothing bounds how long a dead
/// connection may be silent.
/// </summary>
internal sealed class WatchStream(k8s.Kubernetes client, string path, Permission permission, TimeProvider time)
{
    private const int LongestLine = 16 * 1024 * 1024;
    private const int LongestError = 64 * 1024;

    // The server ends the watch by itself; one that says nothing for so long after that is dead.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);

    /// <summary>
    /// The lines, in bursts: all that has come in without waiting. The first burst is empty and says that the watch stands. Ends when the server ends the watch at its time.
    /// </summary>
    /// <exception cref="WatchBrokenException">It ended otherwise.</exception>
    public async IAsyncEnumerable<IReadOnlyList<WatchLine<T>>> BurstsAsync<T>(string from, int seconds, [EnumeratorCancellation] CancellationToken ct)
        where T : class, IMetadata<V1ObjectMeta>
    {
        using var response = await AskAsync(from, seconds, ct);
        using var silence = new CancellationTokenSource(TimeSpan.FromSeconds(seconds) + Grace, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, silence.Token);
        yield return [];

        var pipe = PipeReader.Create(await response.Content.ReadAsStreamAsync(ct));
        try
        {
            while (true)
            {
                var read = await ReadAsync(pipe, either.Token, ct);
                var burst = new List<WatchLine<T>>();
                var rest = read.Buffer;
                while (rest.PositionOf((byte)'\n') is { } end)
                {
                    burst.Add(WatchLine<T>.Read(rest.Slice(0, end)));
                    rest = rest.Slice(rest.GetPosition(1, end));
                }

                if (rest.Length > LongestLine)
                {
                    throw new WatchBrokenException($"the watch brought a line of more than {LongestLine} bytes", relist: true);
                }

                pipe.AdvanceTo(rest.Start, read.Buffer.End);
                if (burst.Count > 0)
                {
                    yield return burst;
                }

                if (read.IsCompleted)
                {
                    yield break;
                }
            }
        }
        finally
        {
            await pipe.CompleteAsync();
        }
    }

    // The server's address may have a path of its own (a proxy), which a Uri keeps only before a slash.
    private Uri Address(string query) => new(new Uri(client.BaseUri.AbsoluteUri.TrimEnd('/') + "/"), path + query);

    private async Task<HttpResponseMessage> AskAsync(string from, int seconds, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(ClusterApi.Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        var version = Uri.EscapeDataString(from);
        var query = string.Create(CultureInfo.InvariantCulture, $"?watch=true&allowWatchBookmarks=true&timeoutSeconds={seconds}&resourceVersion={version}");
        using var request = new HttpRequestMessage(HttpMethod.Get, Address(query))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        HttpResponseMessage? response = null;
        try
        {
            if (client.Credentials is { } credentials)
            {
                await credentials.ProcessHttpRequestAsync(request, either.Token);
            }

            response = await client.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            await response.Content.LoadIntoBufferAsync(LongestError, either.Token);
            var error = ApiErrors.Translate(response.StatusCode, await response.Content.ReadAsStringAsync(either.Token), permission);
            response.Dispose();
            throw new WatchBrokenException(error.Message, relist: true, error);
        }
        catch (Exception e) when (IsBreak(e, ct))
        {
            response?.Dispose();
            throw Broken(e);
        }
    }

    private static async Task<ReadResult> ReadAsync(PipeReader pipe, CancellationToken either, CancellationToken ct)
    {
        try
        {
            return await pipe.ReadAsync(either);
        }
        catch (Exception e) when (IsBreak(e, ct))
        {
            throw Broken(e);
        }
    }

    private static bool IsBreak(Exception e, CancellationToken ct) =>
        e is HttpRequestException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested);

    private static WatchBrokenException Broken(Exception e) => new(
        e is OperationCanceledException ? "the watch did not answer, or was silent past its own end" : $"the watch broke: {e.GetBaseException().Message}", relist: false, e);
}
