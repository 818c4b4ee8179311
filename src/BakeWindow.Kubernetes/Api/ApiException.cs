using System.Net;

namespace BakeWindow.Kubernetes.Api;

/// <summary>How a call to the API failed, as far as callers decide by it.</summary>
public enum ApiFailure
{
    /// <summary>No answer, or one that may pass: time-out, 5xx, connection, overload. What was asked may have been done all the same.</summary>
    Unavailable,

    /// <summary>403: a right is missing, or an admission policy says no.</summary>
    Forbidden,

    /// <summary>404.</summary>
    NotFound,

    /// <summary>409: it has changed since it was read, or is there already.</summary>
    Conflict,

    /// <summary>429 with a Status: a budget or a webhook holds it. Overload's 429 is plain text and counts as <see cref="Unavailable"/>.</summary>
    Held,

    /// <summary>Any other 4xx: asking again won't help.</summary>
    Refused,
}

/// <summary>A call to the API that failed, translated once. Its message is made for people.</summary>
public sealed class ApiException(ApiFailure failure, HttpStatusCode? status, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>How it failed.</summary>
    public ApiFailure Failure { get; } = failure;

    /// <summary>The status that was answered; null when none was.</summary>
    public HttpStatusCode? Status { get; } = status;
}
