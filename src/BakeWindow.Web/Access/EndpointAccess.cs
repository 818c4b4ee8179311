namespace BakeWindow.Web.Access;

/// <summary>To whom an endpoint answers. Each has exactly one of these; what has none answers nobody.</summary>
public abstract record EndpointAccess
{
    private EndpointAccess()
    {
    }

    /// <summary>To callers who may do this.</summary>
    public sealed record Needs(Act Act) : EndpointAccess;

    /// <summary>A page: to people, who see the page when they may do this, and else a page that says what they lack.</summary>
    /// <param name="Act">What it takes; null: nothing but to be somebody.</param>
    public sealed record Page(Act? Act) : EndpointAccess;

    /// <summary>To everybody who reaches it.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Anybody(string Reason) : EndpointAccess;
}

/// <summary>What a page takes, where it is not <see cref="Act.View"/>.</summary>
/// <param name="act">The act.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsAttribute(Act act) : Attribute
{
    /// <summary>The act.</summary>
    public Act Act { get; } = act;
}

/// <summary>A page for everybody who is signed in, whatever his role.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsNoRoleAttribute : Attribute;

/// <summary>A page for everybody, signed in or not. It must show nothing of what there is.</summary>
/// <param name="reason">Why.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OpenPageAttribute(string reason) : Attribute
{
    /// <summary>Why.</summary>
    public string Reason { get; } = reason;
}
