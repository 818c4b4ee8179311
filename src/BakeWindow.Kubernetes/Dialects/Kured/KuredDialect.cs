using BakeWindow.Core.Owning;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Rbac;

namespace BakeWindow.Kubernetes.Dialects.Kured;

/// <summary>
/// kured (kubereboot/kured). It hears the gate in two ways, both asked anew at each of its ticks: a firing alert of the endpoint <c>/compat/prometheus/NODE</c> that it takes for its
/// Prometheus, and a label on protected pods for its <c>--blocking-pod-selector</c>. Its lock on its DaemonSet tells on which node it is at work.
/// </summary>
public sealed class KuredDialect : IDialect
{
    /// <summary>The label on protected pods of held nodes; its value is <c>true</c>.</summary>
    public const string Exclusion = "bakewindow.io/exclusion";

    private static readonly Permission ListDaemonSets = new(
        new RbacRole("kured", RbacScope.Everywhere, true, "to see how kured is configured and for which node it holds its lock; kured may be in any namespace"),
        "apps", "daemonsets", "list", "kured's flags, and its lock in an annotation of its DaemonSet");

    /// <inheritdoc/>
    public string Name => "kured";

    /// <inheritdoc/>
    public IReadOnlyList<Permission> Permissions { get; } = [ListDaemonSets];

    /// <inheritdoc/>
    public async Task<DialectSight> DetectAsync(DialectReading reading, CancellationToken ct)
    {
        var found = (await reading.Api.ListAsync(ListDaemonSets, ResourceType.DaemonSets, null, null, ct) ?? [])
            .Select(d => (Json: d, Container: ContainerReading.Of(d, "kured")))
            .Where(d => d.Container is not null)
            .ToList();
        if (found.Count == 0)
        {
            return DialectSight.Absent;
        }

        var flags = found.Select(d => new KuredFlags(d.Container!)).ToList();
        var locks = found.Zip(flags, (d, f) => KuredLock.Read(d.Json.Annotation(f.LockAnnotation), f.LockTtl)).SelectMany(l => l).ToList();
        return new DialectSight
        {
            Present = true,
            Version = found[0].Container!.Version,
            Configuration = string.Join("; ", flags.Select(f => f.ToString())),
            Notes = [.. flags.SelectMany(f => KuredNotes.Of(f, reading.World, reading.Settings)), .. KuredNotes.Of(locks, reading.World)],
            Working = locks,
        };
    }

    /// <inheritdoc/>
    public IReadOnlyList<DialectWrite> Show(DialectSight sight, DialectScene scene) =>
        [.. scene.ProtectedPodsOn(scene.HeldFromReboot).Select(p => DialectWrite.OnPod(p, OwnedField.Label(Exclusion, "true")))];
}
