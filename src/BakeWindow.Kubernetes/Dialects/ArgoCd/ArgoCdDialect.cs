using System.Text.Json.Nodes;
using BakeWindow.Core.Owning;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Rbac;

namespace BakeWindow.Kubernetes.Dialects.ArgoCd;

/// <summary>
/// Argo CD: while a protected pod is held, the AppProjects that may write to its namespace have one sync window of kind deny that is always active, so that no rollout of the baker begins
/// by itself. A deny beats every allow, and holds syncs by hand too.
/// </summary>
/// <param name="ns">Where the AppProjects are.</param>
/// <param name="projects">Their names; empty: those whose destinations cover a protected namespace of this cluster.</param>
public sealed class ArgoCdDialect(string ns, IReadOnlyList<string> projects) : IDialect
{
    /// <summary>Argo CD's usual namespace.</summary>
    public const string UsualNamespace = "argocd";

    private static readonly ResourceType Projects = new("argoproj.io", "v1alpha1", "appprojects");
    private static readonly FieldPath Windows = FieldPath.Of("spec", "syncWindows");

    private readonly Permission[] rights = Rights(new RbacRole("argo-cd", new RbacScope.Namespace(ns), true, "to hold Argo CD's syncs of protected namespaces while a baker has a right near"));

    /// <inheritdoc/>
    public string Name => "argo-cd";

    /// <inheritdoc/>
    public IReadOnlyList<Permission> Permissions => rights;

    /// <inheritdoc/>
    public async Task<DialectSight> DetectAsync(DialectReading reading, CancellationToken ct)
    {
        if (await reading.Api.ListAsync(rights[0], Projects, ns, null, ct) is not { } all)
        {
            return DialectSight.Absent;
        }

        var spaces = reading.World.Workloads.Select(w => w.Namespace).Distinct(StringComparer.Ordinal).ToList();
        var ours = all.Where(p => spaces.Any(s => Covers(p, s))).Select(p => p.Text("metadata", "name")).ToList();
        return new DialectSight
        {
            Present = true,
            Version = "argoproj.io/v1alpha1",
            Configuration = $"{all.Count} AppProjects; {(ours.Count == 0 ? "none of them" : string.Join(", ", ours))} may write to protected namespaces",
            Notes =
            [
                new DialectNote("running-syncs-go-on", false, "a sync that has begun is not stopped by a window", "hold rollouts of the baker in its StatefulSet too (updateStrategy OnDelete, or a partition)"),
                .. all.Where(p => ours.Contains(p.Text("metadata", "name")) && p.Annotation("argocd.argoproj.io/tracking-id") is not null).Select(p => new DialectNote("project-in-git", true,
                    $"AppProject {p.Text("metadata", "name")} is itself synced by Argo CD: self-heal takes the window out again within seconds, until BakeWindow puts it back a minute later",
                    "in the Application that owns it: spec.ignoreDifferences: [{group: argoproj.io, kind: AppProject, jsonPointers: [/spec/syncWindows]}], with syncOptions: [RespectIgnoreDifferences=true]")),
            ],
            Objects = [.. all.Select(p => new ClusterObject(Projects, p))],
        };
    }

    /// <inheritdoc/>
    public IReadOnlyList<DialectWrite> Show(DialectSight sight, DialectScene scene)
    {
        var held = scene.HeldPods.Select(p => p.Name.Namespace).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return
        [
            .. from project in sight.Objects
               let covered = held.Where(s => Covers(project.Json, s)).ToList()
               where covered.Count > 0
               select new DialectWrite(project.Ref, [new OwnedField.Entry(Windows, Deny(covered))]),
        ];
    }

    // Only fields that Argo CD writes back as they are: it leaves out what is false or empty, and an entry that came back otherwise would not be known as ours.
    private static JsonObject Deny(IReadOnlyList<string> namespaces) => new()
    {
        ["kind"] = "deny",
        ["schedule"] = "* * * * *",
        ["duration"] = "1h",
        ["namespaces"] = new JsonArray([.. namespaces.Select(n => JsonValue.Create(n))]),
    };

    private bool Covers(JsonObject project, string space) => projects.Count > 0
        ? project.Text("metadata", "name") is { } name && projects.Contains(name, StringComparer.Ordinal)
        : Destinations.Cover(project, space);

    private static Permission[] Rights(RbacRole role) =>
    [
        new(role, "argoproj.io", "appprojects", "list", "which projects may write to protected namespaces"),
        new(role, "argoproj.io", "appprojects", "get", "before a project is changed anew that somebody changed meanwhile"),
        new(role, "argoproj.io", "appprojects", "patch", "one sync window of kind deny, put in and taken out"),
    ];
}
