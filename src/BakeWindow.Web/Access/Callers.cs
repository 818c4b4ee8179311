using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Endpoints;

namespace BakeWindow.Web.Access;

/// <summary>Who asks over HTTP, and what an endpoint wants of him.</summary>
internal static class Callers
{
    /// <summary>Who asks.</summary>
    /// <exception cref="InvalidOperationException">Nobody has looked yet: the middleware is missing.</exception>
    public static Caller Caller(this HttpContext http) => http.Features.Get<Caller>() ?? throw new InvalidOperationException("nobody has looked who calls");

    /// <summary>Only who may do <paramref name="act"/> gets through.</summary>
    public static T Allows<T>(this T endpoints, Act act)
        where T : IEndpointConventionBuilder => endpoints.Declare(new EndpointAccess.Needs(act));

    /// <summary>Everybody gets through where it is <paramref name="open"/>, else who may do <paramref name="act"/>.</summary>
    public static T AllowsOr<T>(this T endpoints, bool open, Act act, string reason)
        where T : IEndpointConventionBuilder => open ? endpoints.AllowsAnybody(reason) : endpoints.Allows(act);

    /// <summary>Everybody gets through.</summary>
    public static T AllowsAnybody<T>(this T endpoints, string reason)
        where T : IEndpointConventionBuilder => endpoints.Declare(new EndpointAccess.Anybody(reason));

    /// <summary>Pages and what carries their circuits: each page by its own attribute.</summary>
    public static T AllowsPeople<T>(this T endpoints)
        where T : IEndpointConventionBuilder
    {
        endpoints.Add(builder => Declare(builder, builder.Metadata.OfType<ComponentTypeMetadata>().FirstOrDefault()?.Type is { } page ? OfPage(page) : new EndpointAccess.Page(null)));
        return endpoints;
    }

    /// <summary>What leads to a page or draws one: to people who may do this; to everybody else as the page itself would.</summary>
    public static T AllowsPeople<T>(this T endpoints, Act act)
        where T : IEndpointConventionBuilder
    {
        // A component's page says itself what is lacking; this has no face, so the act is asked for at the door.
        endpoints.Add(builder => builder.Metadata.Add(AccessPolicies.Of(new EndpointAccess.Needs(act))));
        return endpoints.Declare(new EndpointAccess.Page(act));
    }

    /// <summary>What a page takes.</summary>
    public static EndpointAccess OfPage(Type page) =>
        page.IsDefined(typeof(OpenPageAttribute), inherit: true) ? new EndpointAccess.Anybody(((OpenPageAttribute)Attribute.GetCustomAttribute(page, typeof(OpenPageAttribute))!).Reason)
        : page.IsDefined(typeof(NeedsNoRoleAttribute), inherit: true) ? new EndpointAccess.Page(null)
        : new EndpointAccess.Page((Attribute.GetCustomAttribute(page, typeof(NeedsAttribute)) as NeedsAttribute)?.Act ?? Act.View);

    private static T Declare<T>(this T endpoints, EndpointAccess access)
        where T : IEndpointConventionBuilder
    {
        endpoints.Add(builder => Declare(builder, access));
        return endpoints;
    }

    private static void Declare(EndpointBuilder builder, EndpointAccess access)
    {
        builder.Metadata.Add(access);
        builder.Metadata.Add(access is EndpointAccess.Anybody ? new AllowAnonymousAttribute() : AccessPolicies.Of(access));
    }
}
