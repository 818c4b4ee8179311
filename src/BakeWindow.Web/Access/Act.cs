namespace BakeWindow.Web.Access;

/// <summary>What somebody may be allowed to do. Every endpoint and every act of a page names exactly one.</summary>
public enum Act
{
    /// <summary>Look at pages and read what they show over the API.</summary>
    View,

    /// <summary>Ask the gate: may I disturb this node now?</summary>
    Ask,

    /// <summary>Hand in a maintenance, call it off, say that its work is done, let a paused roll go on.</summary>
    Request,

    /// <summary>Say yes or no to what wants a person's approval.</summary>
    Approve,

    /// <summary>Hold everything for a while. Stopping is always safe, so whoever may request may freeze; ending a freeze early is <see cref="Approve"/>.</summary>
    Freeze,

    /// <summary>Open the gate of one node against its answer, with a reason and for a short while.</summary>
    BreakGlass,

    /// <summary>Accept a finding of the audit until a date.</summary>
    Accept,

    /// <summary>Make and revoke tokens, end sessions.</summary>
    Administer,
}

/// <summary>How acts are written as scopes of tokens: <c>view</c>, <c>break-glass</c>.</summary>
public static class ActWords
{
    /// <summary>All, in the order of the enumeration.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Enum.GetValues<Act>().Select(Word)];

    /// <summary>Its word.</summary>
    public static string Word(this Act act) => act is Act.BreakGlass ? "break-glass" : act.ToString().ToLowerInvariant();

    /// <summary>Reads one.</summary>
    public static bool TryParse(string? word, out Act act)
    {
        var at = All.IndexOf(word?.Trim());
        act = at < 0 ? default : (Act)at;
        return at >= 0;
    }

    private static int IndexOf(this IReadOnlyList<string> all, string? word)
    {
        for (var i = 0; i < all.Count; i++)
        {
            if (all[i] == word)
            {
                return i;
            }
        }

        return -1;
    }
}
