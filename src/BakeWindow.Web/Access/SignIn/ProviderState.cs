namespace BakeWindow.Web.Access.SignIn;

/// <summary>Whether the provider could be reached when somebody last wanted to sign in.</summary>
internal sealed class ProviderState
{
    private volatile string? problem;

    /// <summary>Why it could not be reached; null: it could, or nobody has tried yet.</summary>
    public string? Problem => problem;

    /// <summary>It answered.</summary>
    public void Answered() => problem = null;

    /// <summary>It did not.</summary>
    public void Failed(Exception e) => problem = Cause(e) switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "its name is not known",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => "it takes no connection",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "its certificate is not good",
        HttpRequestException { StatusCode: { } status } => $"it answers {(int)status}",
        OperationCanceledException => "it does not answer in time",
        _ => "what it answers can't be used",
    };

    // The network's own error lies some layers deep.
    private static Exception Cause(Exception e)
    {
        for (var inner = e; inner is not null; inner = inner.InnerException)
        {
            if (inner is HttpRequestException or OperationCanceledException)
            {
                return inner;
            }
        }

        return e;
    }
}
