namespace BakeWindow.Web.Api;

/// <summary>A mistyped parameter must not be silently left out of a question about safety.</summary>
internal sealed class KnownQuery(params string[] known) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var query = context.HttpContext.Request.Query;
        var unknown = query.Keys.Where(k => !known.Contains(k, StringComparer.OrdinalIgnoreCase)).Take(5).ToList();
        var twice = query.Where(q => q.Value.Count > 1).Select(q => q.Key).Take(5).ToList();
        if (unknown.Count == 0 && twice.Count == 0)
        {
            return next(context);
        }

        var mistakes = unknown.ToDictionary(k => k[..Math.Min(40, k.Length)], _ => new[] { $"this parameter is not known; there are {string.Join(", ", known)}" }, StringComparer.Ordinal);
        foreach (var key in twice)
        {
            mistakes[key[..Math.Min(40, key.Length)]] = ["give it once"];
        }

        return new(TypedResults.ValidationProblem(mistakes));
    }
}
