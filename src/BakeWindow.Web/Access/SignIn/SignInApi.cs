using System.Security.Claims;
using BakeWindow.Storage;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Hosting;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;

namespace BakeWindow.Web.Access.SignIn;

/// <summary>What the forms and links of the sign-in page, and the sign-out button, lead to.</summary>
internal static class SignInApi
{
    public static void MapSignIn(this IEndpointRouteBuilder app)
    {
        const string Why = "who signs in is nobody yet";
        app.MapGet("/signin/provider", ToProviderAsync).ExcludeFromDescription().AllowsAnybody(Why);
        app.MapPost("/signin/emergency", EmergencyAsync).AddEndpointFilter<FormsOfOurs>().ExcludeFromDescription().AllowsAnybody(Why);
        app.MapPost("/signout", SignOutAsync).AddEndpointFilter<FormsOfOurs>().ExcludeFromDescription().AllowsAnybody("who signs out may have been signed out already");
    }

    /// <summary>The sign-in page, saying what went wrong.</summary>
    public static string Page(string problem, string? wanted) => $"/signin?problem={problem}&return={Uri.EscapeDataString(ReturnAddress.Of(wanted))}";

    /// <summary>Somebody who has just signed in.</summary>
    public static ClaimsPrincipal Principal(string who, string how, string subject, IEnumerable<string> groups) => new(new ClaimsIdentity(
        [new Claim(ClaimTypes.Name, who), new Claim(SessionTickets.HowClaim, how), new Claim(SessionTickets.SubjectClaim, subject), .. groups.Select(g => new Claim(SessionTickets.GroupClaim, g))], how, ClaimTypes.Name, null));

    private static async Task ToProviderAsync(HttpContext http, Settings settings, ProviderState state, string? @return = null)
    {
        if (settings.SignIn?.Provider is null)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (!IsSafe(http))
        {
            http.Response.Redirect(Page("not-https", @return));
            return;
        }

        try
        {
            await http.ChallengeAsync(OpenIdSetup.Scheme, new AuthenticationProperties { RedirectUri = ReturnAddress.Of(@return) });
            state.Answered();
        }
        catch (Exception e) when (e is InvalidOperationException or HttpRequestException or IOException or OperationCanceledException && !http.RequestAborted.IsCancellationRequested)
        {
            state.Failed(e);
            http.Response.Redirect(Page("provider-down", @return));
        }
    }

    private static async Task EmergencyAsync(HttpContext http, EmergencyAccount account, AuditLog audit, TimeProvider time)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var (name, wanted) = (form["name"].ToString(), ReturnAddress.Of(form["return"]));
        if (!IsSafe(http))
        {
            http.Response.Redirect(Page("not-https", wanted));
            return;
        }

        var from = http.Connection.RemoteIpAddress?.ToString();
        if (!await account.FitsAsync(name, form["password"].ToString(), http.RequestAborted))
        {
            // Not the name that was typed: people type passwords there.
            if (account.Refused(time.GetUtcNow()) is { } told)
            {
                await audit.AppendAsync(time.GetUtcNow(), new AuditNote("sign-in-refused", "nobody", "sign-in", told) { From = from }, CancellationToken.None);
            }

            http.Response.Redirect(Page("wrong", wanted));
            return;
        }

        await http.SignInAsync(Recognition.SessionScheme, Principal(account.Name!, "emergency", "emergency account", []));
        await audit.AppendAsync(time.GetUtcNow(), new AuditNote("signed-in", account.Name!, "sign-in", "with the emergency account") { From = from }, CancellationToken.None);
        http.Response.Redirect(wanted);
    }

    private static async Task SignOutAsync(HttpContext http, Settings settings, AuditLog audit, TimeProvider time)
    {
        var caller = http.Caller();
        if (caller.Kind is CallerKind.Person)
        {
            await http.SignOutAsync(Recognition.SessionScheme);
            await audit.AppendAsync(time.GetUtcNow(), new AuditNote("signed-out", caller.Name, "sign-in", "") { From = caller.From }, CancellationToken.None);
        }

        http.Response.Redirect(settings.SignIn is null ? ReturnAddress.Home : "/signin?problem=signed-out");
    }

    // Over plain http a session could be read on its way; on this machine there is no way.
    private static bool IsSafe(HttpContext http) => http.Request.IsHttps || PageAccess.IsFromHere(http);

    /// <summary>A form must come from a page of ours: it bears what only such a page got.</summary>
    internal sealed class FormsOfOurs(IAntiforgery antiforgery) : IEndpointFilter
    {
        public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
            context.HttpContext.Request.HasFormContentType && await antiforgery.IsRequestValidAsync(context.HttpContext)
                ? await next(context)
                : TypedResults.Problem("The form is too old, or is not one of this site's. Load the page again and try once more.", statusCode: StatusCodes.Status400BadRequest, title: "Form not taken");
    }
}
