using System.Security.Cryptography;
using System.Text;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Hosting;

namespace BakeWindow.Web.Api;

/// <summary>Who may change something: the bearer of the configured token, or, where none is configured, callers on this machine only. A browser of another site never.</summary>
internal sealed class ChangingCalls(Settings settings) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        // A form or script of a foreign site can reach a loopback address, but only with its own Origin.
        if (PageAccess.Foreign(http.Request))
        {
            return Denied(StatusCodes.Status403Forbidden, "Foreign origin", "Calls that change something are not taken from pages of other sites.");
        }

        if (settings.ApiToken is { } token)
        {
            return Bears(http, token) ? next(context) : Denied(StatusCodes.Status401Unauthorized, "Token needed", "Send the configured token: Authorization: Bearer …");
        }

        return PageAccess.IsFromHere(http)
            ? next(context)
            : Denied(StatusCodes.Status401Unauthorized, "Not from here", "No API token is configured, so changing calls are taken from this machine only, under localhost or 127.0.0.1 and not through a proxy; set BakeWindow:Api:TokenFile.");
    }

    private static bool Bears(HttpContext http, string token)
    {
        var header = http.Request.Headers.Authorization.ToString();
        return header.StartsWith("Bearer ", StringComparison.Ordinal)
            && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(header[7..].Trim())), SHA256.HashData(Encoding.UTF8.GetBytes(token)));
    }

    private static ValueTask<object?> Denied(int status, string title, string detail) => new(TypedResults.Problem(detail, statusCode: status, title: title));
}
