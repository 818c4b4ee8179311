namespace BakeWindow.Web.Access;

/// <summary>What is known of somebody who signed in. Kept sealed.</summary>
/// <param name="Who">As the audit names him.</param>
/// <param name="How">How he signed in: <c>provider</c> or <c>emergency</c>.</param>
/// <param name="Groups">Those of his groups that are mapped to a role.</param>
public sealed record SessionFacts(string Who, string How, IReadOnlyList<string> Groups)
{
    /// <summary>What tells him from everybody else, whatever he calls himself: made of the provider's address and its own id of him. Null in sessions of before it was kept.</summary>
    public string? Subject { get; init; }
}

/// <summary>A session that is good.</summary>
/// <param name="Id">A hash of the browser's key.</param>
/// <param name="Facts">Who it is.</param>
/// <param name="Role">His role, by the configuration of now.</param>
/// <param name="MadeAt">When he signed in.</param>
/// <param name="SeenAt">When he last did something.</param>
/// <param name="EndsAt">When it ends, whatever he does.</param>
public sealed record LiveSession(string Id, SessionFacts Facts, Role Role, DateTimeOffset MadeAt, DateTimeOffset SeenAt, DateTimeOffset EndsAt);
