using BakeWindow.Storage;
using BakeWindow.Web.Access;

namespace BakeWindow.Web.Views;

/// <summary>Somebody's own page: who he is here, what he may, his tokens; for admins everybody's tokens and sessions.</summary>
/// <param name="Title">The page's title.</param>
/// <param name="Who">Who he is, in a sentence.</param>
/// <param name="May">What he may do, in the order of the roles.</param>
/// <param name="MayNot">What he may not, with what it takes.</param>
/// <param name="Session">His own session; null: he has none.</param>
/// <param name="Tokens">His tokens, or everybody's where he administers.</param>
/// <param name="Sessions">Everybody's sessions, his own first; empty where he may not see them.</param>
/// <param name="CanMakeTokens">True when he may make tokens.</param>
/// <param name="Administers">True when he sees what is everybody's.</param>
public sealed record MeView(
    string Title, string Who, IReadOnlyList<Act> May, IReadOnlyList<(Act Act, string Takes)> MayNot, LiveSession? Session, IReadOnlyList<MeToken> Tokens, IReadOnlyList<LiveSession> Sessions, bool CanMakeTokens,
    bool Administers)
{
    /// <summary>The page for this caller.</summary>
    public static MeView From(Caller who, LiveSession? session, IReadOnlyList<KeptToken> tokens, IReadOnlyList<LiveSession> sessions, DateTimeOffset now)
    {
        var acts = Enum.GetValues<Act>();
        return new MeView(
            who.Kind is CallerKind.Person ? $"{who.Name}: {(who.Role is Role.None ? "no role" : who.Role)}" : "Me",
            who.Kind switch
            {
                CallerKind.Person when who.Role is Role.None => $"{who.Name}, in no group that has a role here. Whoever manages groups at your sign-in can give you one.",
                CallerKind.Person => $"{who.Name}, {who.Role}.",
                _ => "Nobody signs in here: pages are for whoever sits at this machine, and that is an admin. BakeWindow:SignIn changes it.",
            },
            [.. acts.Where(who.May)],
            [.. acts.Where(a => !who.May(a)).Select(a => (a, $"takes {Roles.LeastFor(a)}"))],
            session,
            [.. tokens.Select(t => MeToken.From(t, now)).OrderBy(t => t.State is not TokenState.Good)],
            [.. sessions.OrderByDescending(s => s.Id == who.Session)],
            who.May(Act.View),
            who.May(Act.Administer));
    }

    /// <summary>What an act is, for people.</summary>
    public static string Words(Act act) => act switch
    {
        Act.View => "look at pages and read them over the API",
        Act.Ask => "ask the gate",
        Act.Request => "request and cancel maintenances",
        Act.Approve => "approve and reject, end a freeze early",
        Act.Freeze => "freeze everything for a while",
        Act.BreakGlass => "break the glass of one node",
        Act.Accept => "accept a finding until a date",
        _ => "tokens and sessions of everybody",
    };
}

/// <summary>Whether a token is good.</summary>
public enum TokenState
{
    /// <summary>It is.</summary>
    Good,

    /// <summary>It will not be in a week.</summary>
    EndsSoon,

    /// <summary>It was.</summary>
    Expired,

    /// <summary>Somebody took it back.</summary>
    Revoked,
}

/// <summary>A token on the page.</summary>
/// <param name="Kept">What is kept of it.</param>
/// <param name="State">Whether it is good.</param>
public sealed record MeToken(KeptToken Kept, TokenState State)
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(7);

    /// <summary>As of now.</summary>
    public static MeToken From(KeptToken t, DateTimeOffset now) => new(t,
        t.RevokedAt is not null ? TokenState.Revoked : now >= t.ExpiresAt ? TokenState.Expired : t.ExpiresAt - now < Soon ? TokenState.EndsSoon : TokenState.Good);

    /// <summary>True while it can be revoked.</summary>
    public bool IsGood => State is TokenState.Good or TokenState.EndsSoon;

    /// <summary>Icon and word.</summary>
    public string Word => State switch { TokenState.Good => "✓ good", TokenState.EndsSoon => "◆ ends soon", TokenState.Expired => "× expired", _ => "× revoked" };
}
