using System.Collections.Frozen;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using BakeWindow.Web.Access.SignIn;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Hosting;
using Microsoft.AspNetCore.Authentication;

namespace BakeWindow.Web.Access;

/// <summary>
/// Looks who calls, once, before anything is decided: by the token he brings, by the session of his browser, or, where no sign-in is configured, by whether he sits at this machine. What he may follows from that
/// and stands in <see cref="Caller"/>; endpoints and pages ask nothing else.
/// </summary>
internal sealed class Recognition(RequestDelegate next, Settings settings, AccessBook book, TokenFailures failures)
{
    /// <summary>The scheme of sessions, and the kind of identity that has one.</summary>
    public const string SessionScheme = "session";

    /// <summary>The claim with the session's id.</summary>
    public const string SessionClaim = "sub";

    /// <summary>The claim with the address from which he came.</summary>
    public const string FromClaim = "from";

    // Whatever name its bringers give themselves, it is one token: one pair of eyes, and one share of the rate.
    private const string ConfiguredToken = "configured token";

    private static readonly FrozenSet<Act> Readings = FrozenSet.ToFrozenSet([Act.View, Act.Ask]);
    private static readonly ClaimsPrincipal ThisMachine = new(new ClaimsIdentity([new Claim(ClaimTypes.Name, "page")], nameof(CallerKind.Machine)));

    private readonly FrozenSet<Act> open = settings.Reads.Open ? Readings : FrozenSet<Act>.Empty;
    private readonly byte[]? configured = settings.ApiToken is { } token ? SHA256.HashData(Encoding.UTF8.GetBytes(token)) : null;

    public async Task InvokeAsync(HttpContext http)
    {
        if (settings.SignIn is not null && http.Request.Path.StartsWithSegments("/signin", StringComparison.OrdinalIgnoreCase))
        {
            FormerSession.PutAside(http);
        }

        http.Features.Set(Token(http) ?? (settings.SignIn is null ? WithoutSignIn(http) : await PersonAsync(http)));
        await next(http);
    }

    /// <summary>Who looks at a page, by what came with its circuit. Asked at every act, and answered by what is so now.</summary>
    public static Caller Of(ClaimsPrincipal principal, AccessBook book)
    {
        var from = principal.FindFirst(FromClaim)?.Value;
        return principal.Identity?.AuthenticationType switch
        {
            nameof(CallerKind.Machine) => Caller.OfThisMachine("page", "this machine"),
            SessionScheme when principal.FindFirst(SessionClaim) is { } session && book.PersonOf(session.Value, from) is { } person => person,
            _ => Caller.Nobody(FrozenSet<Act>.Empty, from),
        };
    }

    private Caller? Token(HttpContext http)
    {
        var header = http.Request.Headers.Authorization.ToString();
        if (header.Length == 0)
        {
            return null;
        }

        var from = From(http);
        var isBasic = header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase);
        if ((isBasic ? Password(header.AsSpan(6)) : header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim() : null) is not { Length: > 0 } brought)
        {
            return null;
        }

        if (configured is not null && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(brought)), configured))
        {
            return new Caller(Client(http) is { } client ? $"{client} (configured token)" : ConfiguredToken, Role.Admin.Acts()) { Kind = CallerKind.Token, Owner = ConfiguredToken, From = from };
        }

        if (TokenText.Read(brought) is not { } token)
        {
            // A password that is no token of ours is for somebody in front of us.
            return isBasic ? null : failures.Note(Useless("what was sent is no token of BakeWindow, or was mistyped", from), http);
        }

        var caller = book.Bearer(token, from);
        return caller.Problem is null ? caller : failures.Note(caller, http);
    }

    private Caller WithoutSignIn(HttpContext http)
    {
        var machines = PageAccess.IsForMachines(http);
        if (!machines)
        {
            // PageAccess has looked from where he comes.
            Is(http, ThisMachine);
            return Caller.OfThisMachine("page", "this machine");
        }

        return settings.ApiToken is null && PageAccess.IsFromHere(http)
            ? Caller.OfThisMachine(Client(http) ?? "api", From(http))
            : Caller.Nobody(open, From(http));
    }

    private async Task<Caller> PersonAsync(HttpContext http)
    {
        var from = From(http);
        if (http.Request.Headers.Cookie.Count > 0
            && await http.AuthenticateAsync(SessionScheme) is { Succeeded: true, Principal: { } principal }
            && principal.FindFirst(SessionClaim)?.Value is { } session
            && await book.FindAsync(session, http.RequestAborted) is { } live)
        {
            book.Seen(session);
            Is(http, new ClaimsPrincipal(new ClaimsIdentity(
                [new Claim(SessionClaim, session), new Claim(ClaimTypes.Name, live.Facts.Who), new Claim(FromClaim, from ?? "")], SessionScheme, ClaimTypes.Name, null)));
            return book.PersonOf(live, from);
        }

        return Caller.Nobody(open, from);
    }

    private static void Is(HttpContext http, ClaimsPrincipal user)
    {
        http.User = user;
        http.Features.Set(new RecognizedUser(user));
    }

    private static Caller Useless(string why, string? from) => Caller.Nobody(FrozenSet<Act>.Empty, from) with { Problem = why };

    private static string? From(HttpContext http) => http.Connection.RemoteIpAddress?.ToString();

    // A name that a caller gives himself, beside what he has proved.
    private static string? Client(HttpContext http)
    {
        var name = http.Request.Headers["X-BakeWindow-Client"].ToString();
        return name.Length is > 0 and <= 60 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '@') ? name : null;
    }

    private static string? Password(ReadOnlySpan<char> basic)
    {
        Span<byte> bytes = stackalloc byte[256];
        if (basic.Length > 340 || !Convert.TryFromBase64Chars(basic.Trim(), bytes, out var length))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes[..length]);
        return text.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? text[(colon + 1)..] : null;
    }
}

/// <summary>Whom the recognition found, for what carries users along.</summary>
/// <param name="User">The user.</param>
internal sealed record RecognizedUser(ClaimsPrincipal User);
