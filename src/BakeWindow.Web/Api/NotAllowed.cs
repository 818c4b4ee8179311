using BakeWindow.Web.Access;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BakeWindow.Web.Api;

/// <summary>Who passed the door and may not do this all the same (another's, or a node beyond his token's limits) is told so.</summary>
internal sealed class NotAllowed : IExceptionHandler
{
    public static ProblemHttpResult Problem(string why) => TypedResults.Problem($"{char.ToUpperInvariant(why[0])}{why[1..]}.", statusCode: StatusCodes.Status403Forbidden, title: "Not allowed");

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not NotAllowedException no)
        {
            return false;
        }

        await Problem(no.Message).ExecuteAsync(httpContext);
        return true;
    }
}
