namespace BakeWindow.Web.Access;

/// <summary>What a person is here; each may all that the one before may.</summary>
public enum Role
{
    /// <summary>Signed in, and nothing more: a group that is not mapped gives no role.</summary>
    None,

    /// <summary>Looks.</summary>
    Viewer,

    /// <summary>Requests, cancels, freezes.</summary>
    Operator,

    /// <summary>Approves, accepts, breaks glass.</summary>
    Approver,

    /// <summary>Tokens and sessions.</summary>
    Admin,
}

/// <summary>What each role may do. One table, for endpoints and pages alike.</summary>
public static class Roles
{
    /// <summary>The acts of a role.</summary>
    public static IReadOnlySet<Act> Acts(this Role role) => role switch
    {
        Role.Viewer => Looks,
        Role.Operator => Works,
        Role.Approver => Approves,
        Role.Admin => All,
        _ => Nothing,
    };

    /// <summary>The least role that may do it.</summary>
    public static Role LeastFor(Act act) => Enum.GetValues<Role>().First(r => r.Acts().Contains(act));

    private static readonly HashSet<Act> Nothing = [];
    private static readonly HashSet<Act> Looks = [Act.View, Act.Ask];
    private static readonly HashSet<Act> Works = [.. Looks, Act.Request, Act.Freeze];
    private static readonly HashSet<Act> Approves = [.. Works, Act.Approve, Act.BreakGlass, Act.Accept];
    private static readonly HashSet<Act> All = [.. Enum.GetValues<Act>()];
}
