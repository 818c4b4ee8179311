using BakeWindow.Core.Owning;
using BakeWindow.Kubernetes.Rbac;

namespace BakeWindow.Kubernetes.Dialects.ProtectedPod;

/// <summary>
/// draino and whatever else leaves pods with a given annotation alone (<c>--protected-pod-annotation=bakewindow.io/exclusion=true</c>): the protected pods of held nodes bear it.
/// </summary>
public sealed class ProtectedPodDialect : IDialect
{
    /// <summary>The annotation; its value is <c>true</c>.</summary>
    public const string Exclusion = "bakewindow.io/exclusion";

    /// <inheritdoc/>
    public string Name => "protected-pod";

    /// <inheritdoc/>
    public IReadOnlyList<Permission> Permissions { get; } = [];

    // It is a convention, not one neighbour: who reads it can't be seen.
    /// <inheritdoc/>
    public Task<DialectSight> DetectAsync(DialectReading reading, CancellationToken ct) => Task.FromResult(new DialectSight
    {
        Present = true,
        Notes = [new DialectNote("annotation-to-name", false, "Whoever should heed the annotation must be told its name.", $"--protected-pod-annotation={Exclusion}=true")],
    });

    /// <inheritdoc/>
    public IReadOnlyList<DialectWrite> Show(DialectSight sight, DialectScene scene) => [.. scene.HeldPods.Select(p => DialectWrite.OnPod(p, OwnedField.Annotation(Exclusion, "true")))];
}
