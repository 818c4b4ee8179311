using System.IO.Enumeration;
using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Neighbours;

/// <summary>
/// Argo CD's rule for a sync (argo-cd.readthedocs.io, user-guide/sync_windows): of the project's windows those count that match the application by name, destination namespace or cluster; an
/// active deny holds it, and where there are allows, one of them must be active. It writes the project back without what is false or empty.
/// </summary>
public sealed class ArgoCd(ClusterCalls calls)
{
    private const string Projects = "apis/argoproj.io/v1alpha1/namespaces/argocd/appprojects";

    /// <summary>Syncs an application that a commit has changed: its StatefulSet's template gets a new mark, so that it rolls.</summary>
    /// <returns>True when it synced.</returns>
    public async Task<bool> SyncAsync(string project, string application, string ns, string statefulSet, string commit)
    {
        var body = await calls.FindAsync($"{Projects}/{project}") ?? throw new InvalidOperationException($"there is no AppProject {project}");
        var windows = (body["spec"]?["syncWindows"] as JsonArray ?? []).OfType<JsonObject>().Where(w => Matches(w, application, ns)).ToList();
        var allows = windows.Where(w => (string?)w["kind"] == "allow").ToList();
        if (windows.Any(w => (string?)w["kind"] == "deny" && IsActive(w)) || (allows.Count > 0 && !allows.Any(IsActive)))
        {
            return false;
        }

        var template = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["example.test/commit"] = commit } } };
        var status = await calls.PatchAsync($"apis/apps/v1/namespaces/{ns}/statefulsets/{statefulSet}", new JsonObject { ["spec"] = new JsonObject { ["template"] = template } });
        return status == 200 ? true : throw new InvalidOperationException($"the sync was refused with {status}");
    }

    /// <summary>Writes a project's windows back as its own types have them.</summary>
    public async Task WriteBackAsync(string project)
    {
        var body = await calls.FindAsync($"{Projects}/{project}") ?? throw new InvalidOperationException($"there is no AppProject {project}");
        var windows = (body["spec"]?["syncWindows"] as JsonArray ?? []).OfType<JsonObject>()
            .Select(w => (JsonNode)new JsonObject(w.Where(f => f.Value is not (null or JsonArray { Count: 0 }) && f.Value.ToJsonString() is not ("false" or "\"\"")).Select(f => KeyValuePair.Create(f.Key, f.Value?.DeepClone()))));
        await calls.PatchAsync($"{Projects}/{project}", new JsonObject { ["spec"] = new JsonObject { ["syncWindows"] = new JsonArray([.. windows]) } });
    }

    private static bool Matches(JsonObject window, string application, string ns) => Any(window, "applications", application) || Any(window, "namespaces", ns) || Any(window, "clusters", "in-cluster");

    private static bool Any(JsonObject window, string field, string text) =>
        (window[field] as JsonArray ?? []).Any(p => (string?)p is { } pattern && FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase: false));

    // Begins every minute and lasts an hour: always. Nothing else is used here.
    private static bool IsActive(JsonObject window) => (string?)window["schedule"] == "* * * * *" && (string?)window["duration"] == "1h"
        ? true
        : throw new NotSupportedException($"a window of {window.ToJsonString()}");
}
