using BakeWindow.Simulator.Cluster.Api;

namespace BakeWindow.Simulator.Cluster.Access;

/// <summary>Bearer tokens and who they are. No token is the anonymous user; an unknown one is refused with 401.</summary>
internal sealed class Tokens
{
    private readonly Dictionary<string, Caller> callers = new(StringComparer.Ordinal);

    public void Add(string token, Caller caller) => callers[token] = caller;

    /// <summary>The same for a record of what happened: who is not known is anonymous.</summary>
    public Caller Find(string? authorization)
    {
        try
        {
            return Who(authorization);
        }
        catch (ApiRefusal)
        {
            return Caller.Anonymous;
        }
    }

    public Caller Who(string? authorization)
    {
        const string Scheme = "Bearer ";
        if (string.IsNullOrEmpty(authorization))
        {
            return Caller.Anonymous;
        }

        var token = authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? authorization[Scheme.Length..].Trim() : "";
        return callers.GetValueOrDefault(token) ?? throw Refusals.Unauthorized();
    }
}
