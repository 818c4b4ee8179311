using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using BakeWindow.Storage;
using BakeWindow.Web.Configuration;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace BakeWindow.Web.Access.SignIn;

/// <summary>
/// OpenID Connect with any provider: authorization code, PKCE, nonce and state; signatures by public keys only, never by the client's secret or none. What comes back is read once for name and groups, and no token of
/// the provider is kept.
/// </summary>
internal static class OpenIdSetup
{
    /// <summary>The scheme's name.</summary>
    public const string Scheme = "provider";

    /// <summary>Where the provider sends people back.</summary>
    public const string Callback = "/signin/callback";

    private const int MostName = 100;

    private static readonly string[] Algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    public static void Configure(OpenIdConnectOptions o, DeclaredProvider provider, AccessClock clock)
    {
        o.Authority = provider.Authority.AbsoluteUri;
        o.ClientId = provider.ClientId;
        o.ClientSecret = provider.ClientSecret;
        o.RequireHttpsMetadata = provider.Authority.Scheme == "https";
        o.SignInScheme = Recognition.SessionScheme;
        o.CallbackPath = Callback;
        o.ResponseType = OpenIdConnectResponseType.Code;
        // The browser comes back by itself, with its Lax cookies; a form posted from the provider's page would be a foreign site's.
        o.ResponseMode = OpenIdConnectResponseMode.Query;
        (o.UsePkce, o.SaveTokens, o.MapInboundClaims, o.DisableTelemetry, o.GetClaimsFromUserInfoEndpoint, o.UseTokenLifetime) = (true, false, false, true, true, false);
        o.TimeProvider = clock.Time;
        o.Scope.Clear();
        foreach (var scope in provider.Scopes)
        {
            o.Scope.Add(scope);
        }

        o.ClaimActions.Clear();
        o.ClaimActions.MapJsonKey(provider.GroupsClaim, provider.GroupsClaim);
        o.ClaimActions.MapJsonKey(provider.NameClaim, provider.NameClaim);
        o.TokenValidationParameters = new TokenValidationParameters
        {
            ValidAlgorithms = Algorithms, RequireSignedTokens = true, RequireExpirationTime = true, ValidateLifetime = true, ValidateAudience = true, ValidAudience = provider.ClientId,
            ValidateIssuer = true, ValidateIssuerSigningKey = true, TryAllIssuerSigningKeys = false, ClockSkew = TimeSpan.FromMinutes(1), NameClaimType = provider.NameClaim,
        };
        o.ProtocolValidator.RequireNonce = true;
        foreach (var cookie in new[] { o.CorrelationCookie, o.NonceCookie })
        {
            (cookie.SameSite, cookie.SecurePolicy) = (SameSiteMode.Lax, CookieSecurePolicy.SameAsRequest);
        }

        o.Backchannel = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(5), PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = TimeSpan.FromSeconds(10),
            MaxResponseContentBufferSize = 1 << 20,
        };
        o.Events = new OpenIdConnectEvents { OnTokenValidated = Signed, OnTicketReceived = context => ReceivedAsync(context, provider), OnRemoteFailure = FailedAsync, OnAccessDenied = DeniedAsync };
    }

    // The standard lets a token without signature pass when it came straight from the provider, and so does the framework. Whoever stands between could then be anybody: it must be signed all the same.
    private static Task Signed(TokenValidatedContext context)
    {
        if (context.SecurityToken is not { RawSignature.Length: > 0 } token || !Algorithms.Contains(token.SignatureAlgorithm))
        {
            throw new SecurityTokenInvalidSignatureException("the id token is not signed");
        }

        return Task.CompletedTask;
    }

    private static async Task ReceivedAsync(TicketReceivedContext context, DeclaredProvider provider)
    {
        var from = context.Principal!;
        var who = Name(from, provider.NameClaim);
        var groups = from.FindAll(provider.GroupsClaim).Select(c => c.Value).Where(provider.Groups.ContainsKey).Distinct(StringComparer.Ordinal).ToList();
        context.Principal = SignInApi.Principal(who, "provider", Subject(from), groups);
        // Only what is needed later: nothing of the provider's is carried along.
        context.Properties = new AuthenticationProperties { RedirectUri = context.ReturnUri };
        context.ReturnUri = ReturnAddress.Of(context.ReturnUri);
        var role = groups.Select(g => provider.Groups[g]).DefaultIfEmpty().Max();
        await NoteAsync(context.HttpContext, new AuditNote("signed-in", who, "sign-in", role is Role.None ? "by the provider, in no mapped group" : $"by the provider, as {role}"));
    }

    // Names can be changed, by some providers by the person himself: whoever could take another's would approve what he asked for. Hashed, for it is a key and nothing to be shown.
    private static string Subject(ClaimsPrincipal from)
    {
        var subject = from.FindFirst("sub") ?? from.FindFirst(ClaimTypes.NameIdentifier) ?? throw new InvalidOperationException("the id token has no sub");
        return $"p-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{from.FindFirst("iss")?.Value ?? subject.Issuer}|{subject.Value}")).AsSpan(0, 12))}";
    }

    // The name stands in the audit: something that a person can be found by, whatever the provider leaves out.
    private static string Name(ClaimsPrincipal from, string claim)
    {
        var name = new[] { claim, "preferred_username", "email", "name", "sub" }.Select(c => from.FindFirst(c)?.Value.Trim()).FirstOrDefault(n => !string.IsNullOrEmpty(n)) ?? "unnamed";
        name = string.Concat(name.Where(c => !char.IsControl(c)));
        return name.Length <= MostName ? name : name[..MostName];
    }

    private static Task DeniedAsync(AccessDeniedContext context)
    {
        context.HandleResponse();
        context.Response.Redirect(SignInApi.Page("denied", context.ReturnUrl));
        return Task.CompletedTask;
    }

    private static async Task FailedAsync(RemoteFailureContext context)
    {
        context.HandleResponse();
        var wanted = context.Properties?.RedirectUri;
        // Without the state that we made it is just somebody who calls the address; whoever has it came from our own sign-in.
        if (context.Properties is not null)
        {
            await NoteAsync(context.HttpContext, new AuditNote("sign-in-refused", "nobody", "sign-in", $"the provider's answer is not good: {Kind(context.Failure)}"));
        }

        context.Response.Redirect(SignInApi.Page(context.Failure is HttpRequestException or TaskCanceledException ? "provider-down" : "refused", wanted));
    }

    // What kind of mistake, never its text: it may quote what was sent.
    private static string Kind(Exception? e)
    {
        while (e is AuthenticationFailureException { InnerException: { } inner })
        {
            e = inner;
        }

        return e?.GetType().Name ?? "unknown";
    }

    private static Task NoteAsync(HttpContext http, AuditNote note) =>
        http.RequestServices.GetRequiredService<AuditLog>().AppendAsync(
            http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow(), note with { From = http.Connection.RemoteIpAddress?.ToString() }, CancellationToken.None);
}
