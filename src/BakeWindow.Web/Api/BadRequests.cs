using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BakeWindow.Web.Api;

/// <summary>Bodies and queries that can't be read, in words: what was wrong, where, and what would be right.</summary>
internal sealed class BadRequests : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not BadHttpRequestException bad)
        {
            return false;
        }

        var detail = bad.InnerException is JsonException json
            ? $"The body is not the JSON that is wanted, at {Place(json)}: {FirstSentence(json.Message)} See /openapi/v1.json for its shape."
            : bad.Message;
        await TypedResults.Problem(detail, statusCode: bad.StatusCode, title: "Bad request").ExecuteAsync(httpContext);
        return true;
    }

    private static string Place(JsonException json) => string.IsNullOrEmpty(json.Path) || json.Path == "$" ? $"line {json.LineNumber + 1}, byte {json.BytePositionInLine}" : json.Path;

    // The rest of the message speaks of .NET types.
    private static string FirstSentence(string message) => message.Split(" Path:")[0].Split(". ")[0].TrimEnd('.') + ".";
}
