namespace BakeWindow.Web.Access;

/// <summary>Who wants something: a person on a page, a program with a token, a neighbour, or BakeWindow itself.</summary>
/// <param name="Name">As the audit names it.</param>
/// <param name="Acts">What it may do.</param>
public sealed record Caller(string Name, IReadOnlySet<Act> Acts)
{
    /// <summary>From where it comes, for the audit: an address, a token's prefix; null when it is BakeWindow's own doing.</summary>
    public string? From { get; init; }

    /// <summary>The person's role; <see cref="Role.None"/> for programs, which have scopes instead.</summary>
    public Role Role { get; init; }

    /// <summary>A person in a role.</summary>
    public static Caller Person(string name, Role role, string? from) => new(name, role.Acts()) { Role = role, From = from };

    /// <summary>BakeWindow itself, or a neighbour whose wish it takes up; what it may was decided by whoever configured it.</summary>
    public static Caller Inside(string name) => new(name, Role.Admin.Acts());

    /// <summary>True when it may.</summary>
    public bool May(Act act) => Acts.Contains(act);

    /// <summary>Why it may not, for people; null when it may.</summary>
    public string? WhyNot(Act act) => May(act) ? null
        : Role is Role.None && Acts.Count > 0 ? $"the token of {Name} has no scope for this ({act})"
        : $"this takes the role {Roles.LeastFor(act)}; {Name} is {(Role is Role.None ? "in no mapped group" : Role.ToString())}";

    /// <summary>Lets it pass or throws.</summary>
    /// <exception cref="NotAllowedException">It may not.</exception>
    public void Require(Act act)
    {
        if (WhyNot(act) is { } why)
        {
            throw new NotAllowedException(why);
        }
    }
}

/// <summary>Somebody wants to do what he may not. The message is for him.</summary>
public sealed class NotAllowedException(string message) : Exception(message);
