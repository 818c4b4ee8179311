using Microsoft.AspNetCore.Authorization;

namespace BakeWindow.Web.Access;

/// <summary>What endpoints want, in the terms of the framework's authorization.</summary>
internal static class AccessPolicies
{
    private static readonly AuthorizationPolicy[] Acts = [.. Enum.GetValues<Act>().Select(a => Policy(new ActRequirement(a)))];

    /// <summary>For what says nothing: only what is not there at all gets through, to be told so.</summary>
    public static AuthorizationPolicy Undeclared { get; } = Policy(new NothingThere());

    private static AuthorizationPolicy People { get; } = Policy(new PeopleOnly());

    /// <summary>The policy of a declaration.</summary>
    public static AuthorizationPolicy Of(EndpointAccess access) => access is EndpointAccess.Needs needs ? Acts[(int)needs.Act] : People;

    private static AuthorizationPolicy Policy(IAuthorizationRequirement requirement) => new AuthorizationPolicyBuilder().AddRequirements(requirement).Build();
}

/// <summary>The caller may do this.</summary>
internal sealed record ActRequirement(Act Act) : IAuthorizationRequirement;

/// <summary>The caller is a person, or sits at this machine.</summary>
internal sealed record PeopleOnly : IAuthorizationRequirement;

/// <summary>There is no endpoint at all, or only the framework's own refusal of a method (405) or a media type (415).</summary>
internal sealed record NothingThere : IAuthorizationRequirement;

/// <summary>Answers all of them by who calls.</summary>
internal sealed class AccessHandler : IAuthorizationHandler
{
    public Task HandleAsync(AuthorizationHandlerContext context)
    {
        if (context.Resource is not HttpContext http)
        {
            return Task.CompletedTask;
        }

        foreach (var requirement in context.Requirements)
        {
            if (requirement switch
            {
                ActRequirement wanted => http.Caller().May(wanted.Act),
                PeopleOnly => http.Caller() is { Kind: CallerKind.Person or CallerKind.Machine, Problem: null },
                NothingThere => http.GetEndpoint() is not RouteEndpoint,
                _ => false,
            })
            {
                context.Succeed(requirement);
            }
        }

        return Task.CompletedTask;
    }
}
