using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using BakeWindow.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace BakeWindow.Web.Access.SignIn;

/// <summary>Keeps sessions on the server. The browser holds a random key alone, and the database a hash of it.</summary>
internal sealed class SessionTickets(SessionStore store, SessionSeal seal, AccessBook book, AccessClock clock) : ITicketStore
{
    /// <summary>The claim that tells how somebody signed in.</summary>
    public const string HowClaim = "how";

    /// <summary>The claim with what tells somebody from everybody else.</summary>
    public const string SubjectClaim = "subject";

    /// <summary>The claim with one of the mapped groups.</summary>
    public const string GroupClaim = "group";

    public async Task<string> StoreAsync(AuthenticationTicket ticket)
    {
        var key = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var id = IdOf(key);
        var facts = new SessionFacts(
            ticket.Principal.Identity?.Name ?? throw new InvalidOperationException("a session needs a name"),
            ticket.Principal.FindFirst(HowClaim)?.Value ?? "",
            [.. ticket.Principal.FindAll(GroupClaim).Select(c => c.Value)]) { Subject = ticket.Principal.FindFirst(SubjectClaim)?.Value };
        var now = clock.Now;
        await store.AddAsync(new KeptSession(id, facts.Who, now, now, ticket.Properties.ExpiresUtc ?? now, seal.Close(id, facts)), now, CancellationToken.None);
        await book.LookAsync(CancellationToken.None);
        return key;
    }

    public async Task<string> StoreAsync(AuthenticationTicket ticket, HttpContext httpContext, CancellationToken cancellationToken)
    {
        // Whoever was signed in in this browser is not any more, and a key that was planted there opens nothing.
        if (httpContext.Features.Get<FormerSession>() is { } former)
        {
            await store.EndAsync(IdOf(former.Key), CancellationToken.None);
        }

        return await StoreAsync(ticket);
    }

    public Task RenewAsync(string key, AuthenticationTicket ticket) => Task.CompletedTask;

    public async Task<AuthenticationTicket?> RetrieveAsync(string key) => await book.FindAsync(IdOf(key), CancellationToken.None) is not { } live ? null
        : new AuthenticationTicket(
            new ClaimsPrincipal(new ClaimsIdentity([new Claim(Recognition.SessionClaim, live.Id), new Claim(ClaimTypes.Name, live.Facts.Who)], Recognition.SessionScheme, ClaimTypes.Name, null)),
            new AuthenticationProperties { IssuedUtc = live.MadeAt, ExpiresUtc = live.EndsAt },
            Recognition.SessionScheme);

    public async Task RemoveAsync(string key)
    {
        await store.EndAsync(IdOf(key), CancellationToken.None);
        await book.LookAsync(CancellationToken.None);
    }

    private static string IdOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(key)));
}
