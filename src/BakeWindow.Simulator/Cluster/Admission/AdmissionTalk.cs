using System.Collections.Concurrent;

namespace BakeWindow.Simulator.Cluster.Admission;

/// <summary>
/// What webhooks have said so far about one request. A request is worked on under the cluster's lock and given up where a webhook must be asked; when that has
/// answered, it begins again and finds the answer here. So a webhook may use the API itself, and the request is decided on what is stored then.
/// </summary>
internal sealed class AdmissionTalk
{
    private const int Patience = 3;

    private int rounds;

    public ConcurrentDictionary<string, WebhookAnswer> Answers { get; } = new(StringComparer.Ordinal);

    /// <summary>A name that was drawn for the object when the request was first looked at.</summary>
    public string? DrawnName { get; set; }

    /// <summary>An object that changes while webhooks think is asked about again, but not for ever.</summary>
    public bool MindsVersions => rounds <= Patience;

    public void NextRound() => rounds++;
}

/// <summary>Webhooks must be asked before the request can go on.</summary>
internal sealed class AdmissionPending(AdmissionTalk talk, IReadOnlyList<(string Key, Func<Task<WebhookAnswer>> Ask)> calls) : Exception("webhooks must be asked first")
{
    /// <summary>Asks all of them at once. Not under the cluster's lock.</summary>
    public async Task AskAsync()
    {
        talk.NextRound();
        await Task.WhenAll(calls.Select(async call => talk.Answers[call.Key] = await call.Ask()));
    }
}
