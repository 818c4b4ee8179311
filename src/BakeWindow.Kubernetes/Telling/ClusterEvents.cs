using System.Globalization;
using System.Text.Json.Nodes;
using BakeWindow.Core.Maintenance;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Rbac;

namespace BakeWindow.Kubernetes.Telling;

/// <summary>
/// Writes Kubernetes Events, as <c>kubectl get events</c> and <c>kubectl describe</c> show them. What is said again within an hour is counted on the Event that says it already. Events about
/// nodes live in namespace <c>default</c> (the API takes them nowhere else), those about pods beside the pod.
/// </summary>
public sealed class ClusterEvents(ObjectApi api, TimeProvider time)
{
    private const int LongestMessage = 1024;
    private const int Remembered = 500;
    private static readonly TimeSpan Together = TimeSpan.FromHours(1);
    private static readonly ResourceType Events = new("", "v1", "events");

    private readonly Dictionary<Announcement, (string Name, int Count, DateTimeOffset At)> told = [];

    /// <summary>Says it.</summary>
    /// <exception cref="ApiException">It can't be said.</exception>
    public async Task TellAsync(Announcement what, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (told.TryGetValue(what, out var before) && now - before.At < Together)
        {
            try
            {
                var again = new JsonObject { ["count"] = before.Count + 1, ["lastTimestamp"] = Seconds(now) };
                await api.PatchAsync(what.Namespace is null ? Permissions.TellOfNodesAgain : Permissions.TellOfPodsAgain, Events, NamespaceOf(what), before.Name, again, ct);
                told[what] = before with { Count = before.Count + 1 };
                return;
            }
            catch (ApiException e) when (e.Failure is ApiFailure.NotFound)
            {
                // The API server forgets Events after an hour or so: it is a new one.
            }
        }

        var made = await api.CreateAsync(what.Namespace is null ? Permissions.TellOfNodes : Permissions.TellOfPods, Events, NamespaceOf(what), Event(what, now), ct);
        Forget(now);
        told[what] = ((string?)made["metadata"]?["name"] ?? "", 1, now);
    }

    private static JsonObject Event(Announcement what, DateTimeOffset now)
    {
        var about = new JsonObject { ["apiVersion"] = "v1", ["kind"] = what.Kind, ["name"] = what.Name, ["uid"] = what.Uid };
        if (what.Namespace is { } ns)
        {
            about["namespace"] = ns;
        }

        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Event",
            ["metadata"] = new JsonObject { ["generateName"] = what.Name + ".", ["namespace"] = NamespaceOf(what) },
            ["involvedObject"] = about,
            ["reason"] = what.Reason,
            ["message"] = what.Message.Length <= LongestMessage ? what.Message : what.Message[..(LongestMessage - 1)] + "…",
            ["type"] = what.IsWarning ? "Warning" : "Normal",
            ["source"] = new JsonObject { ["component"] = "bakewindow" },
            ["firstTimestamp"] = Seconds(now),
            ["lastTimestamp"] = Seconds(now),
            ["count"] = 1,
        };
    }

    private void Forget(DateTimeOffset now)
    {
        if (told.Count >= Remembered)
        {
            foreach (var old in told.Where(t => now - t.Value.At >= Together).Select(t => t.Key).ToList())
            {
                told.Remove(old);
            }

            if (told.Count >= Remembered)
            {
                told.Clear();
            }
        }
    }

    private static string NamespaceOf(Announcement what) => what.Namespace ?? "default";

    private static string Seconds(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
