namespace BakeWindow.Web.Access;

/// <summary>Who looks at a page. Asked anew at every act, for a role can be lost while a page is open.</summary>
/// <param name="who">Who it is, as of the moment it is called.</param>
public sealed class Visitor(Func<Caller> who)
{
    /// <summary>Whoever sits at this machine, where nobody signs in.</summary>
    public Visitor()
        : this(() => Caller.OfThisMachine("page", "this machine"))
    {
    }

    /// <summary>The person, as of now.</summary>
    public Caller Now => who();
}
