using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Json;
using BakeWindow.Core.Chain;

namespace BakeWindow.Tezos.Rpc;

/// <summary>
/// Tells an error answer apart. A node writes an array of error objects; old ones repeat the same object once a level (bodies above 200 kB), so only the start is read and each id is kept once.
/// </summary>
internal static class RpcErrors
{
    /// <summary>How much of an error body is read.</summary>
    public const int BodyLimit = 64 * 1024;

    private const int ExcerptLimit = 200;

    public static async Task<RpcException> ReadAsync(string asked, string path, HttpResponseMessage response, CancellationToken ct)
    {
        switch (response.StatusCode)
        {
            case HttpStatusCode.NotFound:
                return new RpcException.NotFound(asked, path);
            case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden:
                return new RpcException.Refused(asked, path, (int)response.StatusCode);
        }

        var buffer = ArrayPool<byte>.Shared.Rent(BodyLimit);
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(ct);
            var length = await body.ReadAtLeastAsync(buffer.AsMemory(0, BodyLimit), BodyLimit, throwOnEndOfStream: false, ct);
            return From(asked, path, (int)response.StatusCode, buffer.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    internal static RpcException From(string asked, string path, int status, ReadOnlySpan<byte> body)
    {
        var ids = new List<string>();
        if (Ids(body, ids) is { } seed)
        {
            return new RpcException.UnknownSeed(asked, path, seed.Requested, seed.Latest!.Value, seed.Oldest);
        }

        return new RpcException.Failed(asked, path, status, ids, ids.Count > 0 ? "" : Excerpt(body));
    }

    // The body may be cut anywhere: what was complete before the cut counts.
    private static (Cycle? Oldest, Cycle? Requested, Cycle? Latest)? Ids(ReadOnlySpan<byte> body, List<string> ids)
    {
        var reader = new Utf8JsonReader(body, isFinalBlock: false, default);
        (Cycle? Oldest, Cycle? Requested, Cycle? Latest) seed = default;
        var isSeed = false;
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.StartObject)
                {
                    (seed, isSeed) = (default, false);
                }
                else if (reader.TokenType is JsonTokenType.EndObject && isSeed && seed.Latest is not null)
                {
                    return seed;
                }
                else if (reader.TokenType is JsonTokenType.PropertyName)
                {
                    var name = reader.GetString();
                    if (!reader.Read())
                    {
                        break;
                    }

                    switch (name)
                    {
                        case "id" when reader.TokenType is JsonTokenType.String:
                            var id = WithoutProtocol(reader.GetString()!);
                            isSeed |= id == "seed.unknown_seed";
                            if (!ids.Contains(id, StringComparer.Ordinal) && ids.Count < 8)
                            {
                                ids.Add(id);
                            }

                            break;
                        case "oldest":
                            seed.Oldest = CycleAt(ref reader);
                            break;
                        case "requested":
                            seed.Requested = CycleAt(ref reader);
                            break;
                        case "latest":
                            seed.Latest = CycleAt(ref reader);
                            break;
                    }
                }
            }
        }
        catch (JsonException)
        {
            // A proxy's page, or text: the excerpt says it.
        }

        return null;
    }

    private static Cycle? CycleAt(ref Utf8JsonReader reader) =>
        reader.TokenType is JsonTokenType.Number && reader.TryGetInt32(out var number) ? new Cycle(number) : null;

    // "proto.017-PtNairob.delegate.not_registered" → "delegate.not_registered"
    private static string WithoutProtocol(string id)
    {
        if (!id.StartsWith("proto.", StringComparison.Ordinal))
        {
            return id;
        }

        var dot = id.IndexOf('.', 6);
        return dot < 0 ? id : id[(dot + 1)..];
    }

    private static string Excerpt(ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, 4 * ExcerptLimit)]);
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= ExcerptLimit ? line : line[..ExcerptLimit] + "…";
    }
}
