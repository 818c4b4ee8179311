using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using BakeWindow.Core.Owning;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Rbac;

namespace BakeWindow.Kubernetes.Dialects.Descheduler;

/// <summary>
/// descheduler: a held pod bears <c>prefer-no-eviction</c>. Whether that is a wish or a rule is its policy's <c>noEvictionPolicy</c>. What it evicts all the same asks the floor, and is
/// known by the annotation <c>requested-by: sigs.k8s.io/descheduler</c> of the Eviction.
/// </summary>
public sealed partial class DeschedulerDialect : IDialect
{
    /// <summary>On a pod.</summary>
    public const string PreferNoEviction = "descheduler.alpha.kubernetes.io/prefer-no-eviction";

    // As the project's kustomization and its Helm chart call it.
    private static readonly string[] Maps = ["descheduler-policy-configmap", "descheduler"];

    private static readonly Permission ReadPolicy = new(
        new RbacRole("descheduler", new RbacScope.Namespace("kube-system"), true, "to see whether descheduler is here and whether it must obey"),
        "", "configmaps", "get", "descheduler's policy: is prefer-no-eviction a wish or a rule") { Names = Maps };

    /// <inheritdoc/>
    public string Name => "descheduler";

    /// <inheritdoc/>
    public IReadOnlyList<Permission> Permissions { get; } = [ReadPolicy];

    /// <inheritdoc/>
    public async Task<DialectSight> DetectAsync(DialectReading reading, CancellationToken ct)
    {
        foreach (var name in Maps)
        {
            if (await reading.Api.FindAsync(ReadPolicy, new ResourceType("", "v1", "configmaps"), "kube-system", name, ct) is { } map)
            {
                return Seen(map);
            }
        }

        return DialectSight.Absent;
    }

    /// <inheritdoc/>
    public IReadOnlyList<DialectWrite> Show(DialectSight sight, DialectScene scene) =>
        [.. scene.HeldPods.Select(p => new DialectWrite(new ObjectRef(ResourceType.Pods, p.Name.Namespace, p.Name.Name), [OwnedField.Annotation(PreferNoEviction, "true")]))];

    private static DialectSight Seen(JsonObject map)
    {
        var policy = map.Text("data", "policy.yaml") ?? "";
        var obeys = Mandatory().IsMatch(policy);
        return new DialectSight
        {
            Present = true,
            Version = Version().Match(policy) is { Success: true } found ? found.Value : null,
            Configuration = obeys ? "noEvictionPolicy: Mandatory" : "noEvictionPolicy: Preferred, the default",
            Notes = obeys ? [] :
            [
                new DialectNote("only-a-preference", false, "descheduler evicts marked pods too, only later than others; the floor still holds them",
                    "in its policy, under pluginConfig, name: DefaultEvictor, set args: {noEvictionPolicy: Mandatory}"),
            ],
        };
    }

    [GeneratedRegex("^[^#\n]*noEvictionPolicy:\\s*[\"']?Mandatory\\b", RegexOptions.Multiline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Mandatory();

    [GeneratedRegex("descheduler/v[a-z0-9]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Version();
}
