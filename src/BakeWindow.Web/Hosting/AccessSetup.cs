using BakeWindow.Web.Access;
using BakeWindow.Web.Access.SignIn;
using BakeWindow.Web.Configuration;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.HttpOverrides;

namespace BakeWindow.Web.Hosting;

/// <summary>Puts together who may what: sessions, tokens, policies, limits.</summary>
internal static class AccessSetup
{
    public static void AddAccess(this IServiceCollection services, Settings settings)
    {
        var clock = new AccessClock(TimeProvider.System);
        services.AddSingleton(clock);
        services.AddKeyRing(settings);
        services.AddSingleton<SessionSeal>();
        services.AddSingleton<AccessBook>();
        services.AddSingleton<TokenDesk>();
        services.AddSingleton<SessionDesk>();
        services.AddSingleton<TokenFailures>();
        services.AddSingleton<CircuitCount>();
        services.AddSingleton<ProviderState>();
        services.AddSingleton<EmergencyAccount>();
        services.AddHostedService<AccessKeeper>();
        services.AddRateLimits(settings);
        services.AddSingleton<IAuthorizationHandler, AccessHandler>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, Refusals>();
        services.AddAuthorization(o => o.FallbackPolicy = AccessPolicies.Undeclared);
        services.AddScoped(VisitorOf);
        services.AddScoped<CircuitHandler, CircuitDoor>();
        services.AddAntiforgery(o =>
        {
            o.Cookie.Name = "bw-form";
            o.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            o.SuppressXFrameOptionsHeader = true; // frame-ancestors says it
        });
        services.AddSignIn(settings);
    }

    /// <summary>Who calls, how much he gets, and whether he gets through; in this order, after routing.</summary>
    public static void UseAccess(this WebApplication app)
    {
        app.UseMiddleware<Recognition>();
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UseMiddleware<KeepUser>();
        app.UseAuthorization();
        app.UseAntiforgery();
    }

    /// <summary>Believes proxies that are declared, and nobody else, about who calls and how.</summary>
    public static void UseDeclaredProxies(this WebApplication app)
    {
        var proxies = app.Services.GetRequiredService<Settings>().Reads.Proxies;
        if (proxies.Count == 0)
        {
            return;
        }

        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = 1 };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
        {
            options.KnownIPNetworks.Add(proxy);
        }

        app.UseForwardedHeaders(options);
    }

    private static void AddSignIn(this IServiceCollection services, Settings settings)
    {
        var authentication = services.AddAuthentication();
        if (settings.SignIn is not { } signIn)
        {
            return;
        }

        services.AddSingleton<SessionTickets>();
        authentication.AddCookie(Recognition.SessionScheme);
        services.AddOptions<CookieAuthenticationOptions>(Recognition.SessionScheme).Configure<SessionTickets, AccessClock>((o, tickets, clock) =>
        {
            (o.SessionStore, o.CookieManager, o.TimeProvider) = (tickets, new HostCookies(), clock.Time);
            (o.Cookie.Name, o.Cookie.Path, o.Cookie.HttpOnly, o.Cookie.SameSite, o.Cookie.SecurePolicy) = ("bakewindow", "/", true, SameSiteMode.Lax, CookieSecurePolicy.SameAsRequest);
            (o.ExpireTimeSpan, o.SlidingExpiration) = (signIn.Whole, false);
        });
        if (signIn.Provider is { } provider)
        {
            authentication.AddOpenIdConnect(OpenIdSetup.Scheme, null, _ => { });
            services.AddOptions<Microsoft.AspNetCore.Authentication.OpenIdConnect.OpenIdConnectOptions>(OpenIdSetup.Scheme).Configure<AccessClock>((o, clock) => OpenIdSetup.Configure(o, provider, clock));
        }
    }

    // Whoever has come with the page's request or its circuit; what he may is looked up at each question.
    private static Visitor VisitorOf(IServiceProvider services)
    {
        var (book, states) = (services.GetRequiredService<AccessBook>(), services.GetRequiredService<AuthenticationStateProvider>());
        return new Visitor(() => Recognition.Of(states.GetAuthenticationStateAsync().GetAwaiter().GetResult().User, book));
    }

    // With a single scheme the framework asks it by itself and puts its answer over ours.
    private sealed class KeepUser(RequestDelegate next)
    {
        public Task InvokeAsync(HttpContext http)
        {
            http.User = http.Features.Get<RecognizedUser>()?.User ?? http.User;
            return next(http);
        }
    }
}
