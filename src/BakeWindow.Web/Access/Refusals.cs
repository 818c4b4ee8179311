using System.Globalization;
using BakeWindow.Web.Configuration;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Primitives;

namespace BakeWindow.Web.Access;

/// <summary>Says no: to a person's browser with the way to the sign-in, to a program with problem details that name what is missing. 401: say who you are; 403: it is known who you are, and you may not.</summary>
internal sealed class Refusals(Settings settings) : IAuthorizationMiddlewareResultHandler
{
    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded)
        {
            return next(context);
        }

        var caller = context.Caller();
        if (context.Features.Get<TooManyFailures>() is { } many)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(many.Wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return Problem(StatusCodes.Status429TooManyRequests, "Too many useless tokens", "Wait as long as Retry-After says, then send a token that is good.").ExecuteAsync(context);
        }

        var endpoint = context.GetEndpoint();
        var isPage = endpoint?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null || endpoint?.Metadata.GetMetadata<EndpointAccess>() is EndpointAccess.Page { Act: not null };
        if (caller is { Kind: CallerKind.Nobody, Problem: null } && isPage && HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.Redirect($"/signin?return={Uri.EscapeDataString(Wanted(context))}");
            return Task.CompletedTask;
        }

        return (endpoint?.Metadata.GetMetadata<EndpointAccess>() switch
        {
            EndpointAccess.Needs needs => Refused(caller, needs.Act),
            EndpointAccess.Page => caller.Kind is CallerKind.Nobody
                ? Unknown(caller, "Pages are for people: sign in at /signin. Programs ask under /api/v1.")
                : Problem(StatusCodes.Status403Forbidden, "Pages are for people", "A token opens no pages; programs ask under /api/v1."),
            _ => Problem(StatusCodes.Status403Forbidden, "Not declared", "This answers nobody: it is not declared to whom it should."),
        }).ExecuteAsync(context);

        ProblemHttpResult Refused(Caller who, Act act) => who.Kind is CallerKind.Nobody
            ? Unknown(who, who.Problem is { } problem ? $"{Upper(problem)}." : settings.SignIn is null && settings.ApiToken is null
                ? "No API token is configured, so changing calls are taken from this machine only, under localhost or 127.0.0.1 and not through a proxy; make a token (docs/access.md), or set BakeWindow:Api:TokenFile."
                : $"This takes the scope {act.Word()}: send a token that has it, Authorization: Bearer bw_…; or sign in with the role {Roles.LeastFor(act)} or a higher one.")
            : Problem(StatusCodes.Status403Forbidden, "Not allowed", $"{Upper(who.WhyNot(act)!)}. {(who.Kind is CallerKind.Token ? "Whoever has that right can make a token with it, under /me." : $"Whoever manages the groups of your sign-in can give it ({string.Join(", ", Givers(act))}).")}");

        ProblemHttpResult Unknown(Caller who, string detail)
        {
            context.Response.Headers.WWWAuthenticate = new StringValues(who.Problem is null ? "Bearer" : "Bearer error=\"invalid_token\"");
            return Problem(StatusCodes.Status401Unauthorized, who.Problem is null ? "Token needed" : "Token not good", detail);
        }
    }

    /// <summary>Where somebody wanted to go, also when he was led to the page for what is not there.</summary>
    private static string Wanted(HttpContext context) => context.Features.Get<IStatusCodeReExecuteFeature>() is { } re
        ? re.OriginalPath + re.OriginalQueryString
        : context.Request.Path + context.Request.QueryString;

    private static ProblemHttpResult Problem(int status, string title, string detail) => TypedResults.Problem(detail, statusCode: status, title: title);

    private static string Upper(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private IEnumerable<string> Givers(Act act) => settings.SignIn?.Provider?.Groups.Where(g => g.Value.Acts().Contains(act)).Select(g => g.Key).Order(StringComparer.Ordinal).Take(5) is { } groups && groups.Any()
        ? groups : ["no group has it"];
}
