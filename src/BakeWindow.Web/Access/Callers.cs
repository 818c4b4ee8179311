namespace BakeWindow.Web.Access;

/// <summary>Who asks over HTTP, and what an endpoint wants of him.</summary>
internal static class Callers
{
    /// <summary>Who asks.</summary>
    public static Caller Caller(this HttpContext http)
    {
        var name = http.Request.Headers["X-BakeWindow-Client"].ToString();
        return Access.Caller.Person(
            name.Length is > 0 and <= 60 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '@') ? name : "api", Role.Admin, http.Connection.RemoteIpAddress?.ToString());
    }

    /// <summary>Only who may do <paramref name="act"/> gets through.</summary>
    public static T Allows<T>(this T endpoints, Act act)
        where T : IEndpointConventionBuilder
    {
        if (act is not (Act.View or Act.Ask))
        {
            endpoints.AddEndpointFilter<T, Api.ChangingCalls>();
        }

        return endpoints;
    }
}
