using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace BakeWindow.Cli.Asking;

/// <summary>A server's answer, read whole.</summary>
/// <param name="From">Who answered, without secrets.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="RetryAfter">When the server wants to be asked again; null: it did not say.</param>
/// <param name="Body">The body.</param>
internal sealed record Reply(string From, int Status, TimeSpan? RetryAfter, string Body)
{
    /// <summary>The document in it.</summary>
    /// <exception cref="NoAnswerException.CannotKnow">There is none, or it is not of the shape it should have.</exception>
    public T Document<T>(JsonTypeInfo<T> shape, Func<T, bool> isWhole)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(Body, shape) is { } document && isWhole(document)
                ? document
                : throw new NoAnswerException.CannotKnow($"{From}: the answer is not what a BakeWindow says; is --server right?");
        }
        catch (JsonException e)
        {
            throw new NoAnswerException.CannotKnow($"{From}: the answer is not what a BakeWindow says (status {Status}); is --server right?", e);
        }
    }

    /// <summary>Why there is no document in it.</summary>
    public NoAnswerException Refusal()
    {
        var problem = Problem.Read(Body);
        return Status switch
        {
            400 => new NoAnswerException.Usage(problem?.Mistakes is { Count: > 0 } mistakes
                ? string.Join("; ", mistakes.Select(m => $"{m.Key}: {string.Join(", ", m.Value)}"))
                : $"{From}: {problem?.Words ?? "the question is wrong (400)"}"),
            401 => new NoAnswerException.Usage($"{From}: {problem?.Words ?? "refused (401)"} (--token-file names the file with the token)"),
            403 => new NoAnswerException.Usage($"{From}: {problem?.Words ?? "refused (403)"} (the token of --token-file is good, and may not do this)"),
            404 => new NoAnswerException.Usage(problem is null ? $"{From}: there is no BakeWindow there (404); is --server right?" : $"{From}: {problem.Words}"),
            409 => new NoAnswerException.NotNow($"{From}: {problem?.Words ?? "not in this state (409)"}"),
            _ => new NoAnswerException.CannotKnow($"{From}: {problem?.Words ?? $"status {Status}"}"),
        };
    }
}
