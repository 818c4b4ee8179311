using System.Collections.Concurrent;
using System.Net;
using System.Text;
using BakeWindow.Kubernetes.Rbac;

namespace BakeWindow.Tests.Kubernetes;

/// <summary>What can go wrong with one request.</summary>
internal enum Mishap
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It never arrives: 503 by something in front of the API server.</summary>
    NotSent,

    /// <summary>It is carried out, and the answer is lost: 504.</summary>
    AnswerLost,

    /// <summary>It is carried out, and the connection breaks.</summary>
    Cut,

    /// <summary>Somebody else was quicker: 409.</summary>
    Conflict,

    /// <summary>500 with a Status.</summary>
    Broken,

    /// <summary>Overload: 429 in plain text.</summary>
    Overload,
}

/// <summary>Sits between client and server: writes down which permission each request needs, and lets requests go wrong as a test says.</summary>
internal sealed class FaultyWire : DelegatingHandler
{
    /// <summary>Decides what happens to a request.</summary>
    public Func<HttpRequestMessage, Mishap> Fate { get; set; } = _ => Mishap.None;

    /// <summary>Every request: method and path with query.</summary>
    public ConcurrentQueue<(string Method, string Path)> Requests { get; } = [];

    /// <summary>Every permission that was needed.</summary>
    public ConcurrentDictionary<(string Group, string Resource, string Verb), int> Used { get; } = [];

    /// <summary>Requests that change something.</summary>
    public int Writes => Requests.Count(r => r.Method != "GET");

    /// <summary>Evictions that reached the server and only asked whether they might.</summary>
    public int DryRuns { get; private set; }

    /// <summary>Lets the n-th writing request (from 0) go wrong, and no other.</summary>
    public void SpoilWrite(int n, Mishap mishap)
    {
        var seen = -1;
        Fate = request => request.Method != HttpMethod.Get && Interlocked.Increment(ref seen) == n ? mishap : Mishap.None;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.PathAndQuery;
        Requests.Enqueue((request.Method.Method, path));
        Used.AddOrUpdate(Need(request.Method, request.RequestUri), 1, (_, n) => n + 1);
        var fate = Fate(request);
        if (fate is Mishap.None or Mishap.AnswerLost or Mishap.Cut && path.EndsWith("/eviction", StringComparison.Ordinal)
            && request.Content is { } content && (await content.ReadAsStringAsync(cancellationToken)).Contains("dryRun", StringComparison.Ordinal))
        {
            DryRuns++;
        }

        switch (fate)
        {
            case Mishap.NotSent:
                return Answer(HttpStatusCode.ServiceUnavailable, "no backend");
            case Mishap.Conflict:
                return Status(HttpStatusCode.Conflict, "Conflict", "the object has been modified; please apply your changes to the latest version and try again");
            case Mishap.Broken:
                return Status(HttpStatusCode.InternalServerError, "InternalError", "etcdserver: request timed out");
            case Mishap.Overload:
                return Answer(HttpStatusCode.TooManyRequests, "Too many requests, please try again later.\n");
            case Mishap.AnswerLost:
                (await base.SendAsync(request, cancellationToken)).Dispose();
                return Status(HttpStatusCode.GatewayTimeout, "Timeout", "request did not complete within the allotted timeout");
            case Mishap.Cut:
                (await base.SendAsync(request, cancellationToken)).Dispose();
                throw new HttpRequestException("The response ended prematurely.");
            default:
                return await base.SendAsync(request, cancellationToken);
        }
    }

    /// <summary>The permission that an API server asks for.</summary>
    private static (string Group, string Resource, string Verb) Need(HttpMethod method, Uri uri)
    {
        var parts = uri.AbsolutePath.Trim('/').Split('/');
        parts = parts is ["as", _, ..] ? parts[2..] : parts;
        if (parts is ["apis"])
        {
            return ("", "apis", "get");
        }

        var group = parts[0] == "api" ? "" : parts[1];
        var rest = parts[(parts[0] == "api" ? 2 : 3)..];
        rest = rest is ["namespaces", _, _, ..] ? rest[2..] : rest;
        var named = rest.Length > 1;
        var verb = method.Method switch
        {
            "GET" when uri.Query.Contains("watch=true", StringComparison.Ordinal) => "watch",
            "GET" => named ? "get" : "list",
            "POST" => "create",
            "PUT" => "update",
            "PATCH" => "patch",
            "DELETE" => named ? "delete" : "deletecollection",
            _ => method.Method,
        };
        return (group, rest.Length > 2 ? $"{rest[0]}/{rest[2]}" : rest[0], verb);
    }

    private static HttpResponseMessage Status(HttpStatusCode code, string reason, string message) =>
        Answer(code, $$"""{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"{{message}}","reason":"{{reason}}","code":{{(int)code}}}""", "application/json");

    private static HttpResponseMessage Answer(HttpStatusCode code, string body, string type = "text/plain") => new(code) { Content = new StringContent(body, Encoding.UTF8, type) };
}
