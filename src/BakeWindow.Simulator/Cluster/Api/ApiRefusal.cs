using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Cluster.Api;

/// <summary>A request that the API answers with a Status of failure. Thrown where it is found, written once at the edge.</summary>
internal sealed class ApiRefusal : Exception
{
    public ApiRefusal(int code, string? reason, string message, JsonObject? details = null, int? retryAfter = null)
        : base(message)
    {
        Code = code;
        RetryAfter = retryAfter;
        Status = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = message,
        };
        if (reason is not null)
        {
            Status["reason"] = reason;
        }

        if (details is not null || retryAfter is not null)
        {
            details ??= [];
            if (retryAfter is { } seconds)
            {
                details["retryAfterSeconds"] = seconds;
            }

            Status["details"] = details;
        }

        Status["code"] = code;
    }

    public int Code { get; }

    /// <summary>Seconds for the header Retry-After; null sends none.</summary>
    public int? RetryAfter { get; }

    public JsonObject Status { get; }
}
