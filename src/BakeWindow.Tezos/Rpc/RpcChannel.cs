using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace BakeWindow.Tezos.Rpc;

/// <summary>One source over HTTP: every call ends within the time-out, every body is bounded, every failure comes out as an <see cref="RpcException"/>.</summary>
internal sealed class RpcChannel(HttpClient http, Uri address, string name, TimeProvider time, TimeSpan timeout)
{
    /// <summary>Answers to light questions: a header has 1 kB, constants 5 kB, a block's metadata some 100 kB.</summary>
    public const long SmallBody = 8 << 20;

    /// <summary>Rights of a whole cycle for all bakers and rounds 0 to 64 stay below this.</summary>
    public const long RightsBody = 256 << 20;

    private static readonly MediaTypeWithQualityHeaderValue Json = new("application/json");
    private readonly RpcAddress address = new(address);

    public string Name { get; } = name;

    public TimeProvider Time { get; } = time;

    /// <summary>Reads one JSON value; a <c>null</c> literal is garbage.</summary>
    public async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken ct)
        where T : class =>
        await GetNullableAsync(path, type, ct) ?? throw new RpcException.Garbage(Name, path, "null instead of a value");

    /// <summary>Reads one JSON value and makes a fact of it; a value that makes no sense is garbage (<see cref="JsonException"/>).</summary>
    public async Task<TFact> GetAsync<TWire, TFact>(string path, JsonTypeInfo<TWire> type, Func<TWire, TFact> toFact, CancellationToken ct)
        where TWire : class
    {
        var wire = await GetAsync(path, type, ct);
        try
        {
            return toFact(wire);
        }
        catch (JsonException e)
        {
            throw Translated(e, path);
        }
    }

    /// <summary>Reads one JSON value; no content (204) and the <c>null</c> literal give null.</summary>
    public Task<T?> GetNullableAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken ct)
        where T : class =>
        ReadAsync(path, (body, token) => JsonSerializer.DeserializeAsync(body, type, token), SmallBody, ct);

    /// <summary>Reads an array element by element.</summary>
    public Task<List<TFact>> ListAsync<TWire, TFact>(string path, JsonTypeInfo<TWire> type, Action<TWire, List<TFact>> take, long limit, CancellationToken ct) =>
        ReadAsync(path, async (body, token) =>
        {
            var facts = new List<TFact>();
            await foreach (var element in JsonSerializer.DeserializeAsyncEnumerable(body, type, token))
            {
                take(element ?? throw new JsonException("null in a list"), facts);
            }

            return facts;
        }, limit, ct)!;

    /// <summary>Opens an answer and lets <paramref name="read"/> read it; the whole must be done in time.</summary>
    public async Task<T?> ReadAsync<T>(string path, Func<Stream, CancellationToken, ValueTask<T?>> read, long limit, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(timeout, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            using var response = await SendAsync(path, either.Token);
            if (response.StatusCode is HttpStatusCode.NoContent)
            {
                return default;
            }

            await using var body = new BoundedStream(await response.Content.ReadAsStreamAsync(either.Token), limit);
            return await read(body, either.Token);
        }
        catch (Exception e) when (IsForeign(e, ct))
        {
            throw Translated(e, path);
        }
    }

    /// <summary>Opens an endless answer: the time-out is for its start only. The caller disposes it, and translates its failures by <see cref="Translated"/>.</summary>
    public async Task<HttpResponseMessage> OpenAsync(string path, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(timeout, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            return await SendAsync(path, either.Token);
        }
        catch (Exception e) when (IsForeign(e, ct))
        {
            throw Translated(e, path);
        }
    }

    /// <summary>True for the failures of HTTP, time and JSON; not for the caller's own cancellation, an <see cref="RpcException"/>, or a bug.</summary>
    public static bool IsForeign(Exception failure, CancellationToken ct) => failure switch
    {
        OperationCanceledException => !ct.IsCancellationRequested,
        InvalidOperationException => failure.Source == "System.Text.Json",
        _ => failure is JsonException or FormatException or HttpRequestException or IOException or InvalidDataException,
    };

    /// <summary>What such a failure means.</summary>
    public RpcException Translated(Exception failure, string path) => failure switch
    {
        OperationCanceledException => new RpcException.TimedOut(Name, path, timeout, failure),
        HttpRequestException or IOException => new RpcException.Unreachable(Name, path, Cause(failure), failure),
        JsonException { Path: not null } json => new RpcException.Garbage(Name, path, FormattableString.Invariant($"no JSON of the wanted shape, at {json.Path} (line {json.LineNumber + 1}, byte {json.BytePositionInLine})"), failure),
        _ => new RpcException.Garbage(Name, path, failure.Message, failure),
    };

    private async Task<HttpResponseMessage> SendAsync(string path, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address.For(path));
        request.Headers.Accept.Add(Json);
        request.Headers.Authorization = address.Credentials;
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await RpcErrors.ReadAsync(Name, path, response, ct);
        }
    }

    // Messages of HttpClient name host and port; the kind of failure is enough.
    private static string Cause(Exception failure) => failure switch
    {
        HttpRequestException { InnerException: SocketException socket } => socket.SocketErrorCode.ToString(),
        HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } request => request.HttpRequestError.ToString(),
        HttpIOException io => io.HttpRequestError.ToString(),
        _ => "broken off",
    };
}
