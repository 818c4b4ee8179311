using System.Collections.Frozen;

namespace BakeWindow.Web.Access;

/// <summary>What sort of caller it is.</summary>
public enum CallerKind
{
    /// <summary>Nobody who said who he is.</summary>
    Nobody,

    /// <summary>A person who signed in.</summary>
    Person,

    /// <summary>A program with a token.</summary>
    Token,

    /// <summary>Whoever sits at this machine, where no sign-in is configured.</summary>
    Machine,

    /// <summary>BakeWindow itself, or a neighbour whose wish it takes up.</summary>
    Inside,
}

/// <summary>Who wants something: a person on a page, a program with a token, a neighbour, or BakeWindow itself.</summary>
/// <param name="Name">As the audit names it.</param>
/// <param name="Acts">What it may do.</param>
public sealed record Caller(string Name, IReadOnlySet<Act> Acts)
{
    /// <summary>The owner of all that is done at this machine where nobody signs in.</summary>
    public const string MachineOwner = "this machine";

    private readonly string? owner;
    private readonly string? ownerName;

    /// <summary>What sort it is.</summary>
    public CallerKind Kind { get; init; }

    /// <summary>From where it comes, for the audit: an address, a token's prefix; null when it is BakeWindow's own doing.</summary>
    public string? From { get; init; }

    /// <summary>The person's role; <see cref="Role.None"/> for programs, which have scopes instead.</summary>
    public Role Role { get; init; }

    /// <summary>What tells who stands behind it from everybody else: a token's owner, a person by the provider's own id of him, else the caller itself. Two pairs of eyes are two owners.</summary>
    public string Owner { get => owner ?? Name; init => owner = value; }

    /// <summary>The same for people to read.</summary>
    public string OwnerName { get => ownerName ?? Name; init => ownerName = value; }

    /// <summary>The session of a person; null for others.</summary>
    public string? Session { get; init; }

    /// <summary>The id of the token that was brought; null for others, and for the configured one, which has none.</summary>
    public string? Token { get; init; }

    /// <summary>The nodes to which a token is limited; empty: it is not.</summary>
    public IReadOnlySet<string> Nodes { get; init; } = FrozenSet<string>.Empty;

    /// <summary>What is wrong with the token that was brought; null: nothing, or none was brought.</summary>
    public string? Problem { get; init; }

    /// <summary>A person in a role.</summary>
    public static Caller Person(string name, Role role, string? from) => new(name, role.Acts()) { Kind = CallerKind.Person, Role = role, From = from };

    /// <summary>Whoever sits at this machine, where no sign-in is configured. Whatever names he gives himself, he is one person.</summary>
    public static Caller OfThisMachine(string name, string? from) => new(name, Role.Admin.Acts()) { Kind = CallerKind.Machine, Role = Role.Admin, From = from, Owner = MachineOwner };

    /// <summary>Nobody, who may what is open to everybody.</summary>
    public static Caller Nobody(IReadOnlySet<Act> open, string? from) => new("nobody", open) { From = from };

    /// <summary>BakeWindow itself, or a neighbour whose wish it takes up; what it may was decided by whoever configured it.</summary>
    public static Caller Inside(string name) => new(name, Role.Admin.Acts()) { Kind = CallerKind.Inside };

    /// <summary>True when it may.</summary>
    public bool May(Act act) => Problem is null && Acts.Contains(act);

    /// <summary>Why it may not, for people; null when it may.</summary>
    public string? WhyNot(Act act) => May(act) ? null
        : Problem ?? Kind switch
        {
            CallerKind.Token => $"the token of {Name} has no scope for this ({act.Word()})",
            CallerKind.Nobody => $"this takes the role {Roles.LeastFor(act)} or a token with the scope {act.Word()}; sign in, or bring a token",
            _ => $"this takes the role {Roles.LeastFor(act)}; {Name} is {(Role is Role.None ? "in no mapped group" : Role.ToString())}",
        };

    /// <summary>Lets it pass or throws. A token that is limited to nodes passes for readings and questions only; for more, say which node it is about.</summary>
    /// <exception cref="NotAllowedException">It may not.</exception>
    public void Require(Act act)
    {
        if ((WhyNot(act) ?? (Nodes.Count > 0 && act is not (Act.View or Act.Ask) ? $"the token of {Name} is limited to nodes, and this is about more" : null)) is { } why)
        {
            throw new NotAllowedException(why);
        }
    }

    /// <summary>Lets it pass or throws.</summary>
    /// <param name="act">What it wants.</param>
    /// <param name="node">The node it is about; null: more than one, or something else.</param>
    /// <exception cref="NotAllowedException">It may not, or not to this node.</exception>
    public void Require(Act act, string? node)
    {
        if ((WhyNot(act) ?? WhyNot(node)) is { } why)
        {
            throw new NotAllowedException(why);
        }
    }

    /// <summary>Why it may do nothing to this node; null when it may. For callers that are not limited always null.</summary>
    public string? WhyNot(string? node) => Nodes.Count == 0 || (node is not null && Nodes.Contains(node)) ? null
        : $"the token of {Name} is limited to {string.Join(", ", Nodes.Order(StringComparer.Ordinal).Take(5))}{(Nodes.Count > 5 ? " …" : "")}";
}

/// <summary>Somebody wants to do what he may not. The message is for him.</summary>
public sealed class NotAllowedException(string message) : Exception(message);
