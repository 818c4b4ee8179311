using System.Globalization;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Owning;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Rbac;

namespace BakeWindow.Kubernetes.Dialects.MaintenanceController;

/// <summary>
/// SAP's maintenance-controller (sapcc/maintenance-controller). The safe way is its check <c>prometheusInstant</c> on <c>/compat/prometheus/NODE</c>, where no answer is no transition. On
/// demand an open node also bears a label for its check <c>hasLabel</c>. That label <em>allows</em>: it would stand on if BakeWindow were killed, so it is off by default, goes at a clean stop,
/// and says in an annotation until when it was meant.
/// </summary>
/// <param name="label">Hang the label on open nodes.</param>
public sealed class MaintenanceControllerDialect(bool label = false) : IDialect
{
    /// <summary>The label on a node that may be disturbed; its value is <c>true</c>.</summary>
    public const string Safe = "bakewindow.io/safe";

    /// <summary>The annotation beside it: the latest start, to the minute.</summary>
    public const string SafeUntil = "bakewindow.io/safe-until";

    private const string Profile = "cloud.sap/maintenance-profile";
    private const string State = "cloud.sap/maintenance-state";

    /// <inheritdoc/>
    public string Name => "maintenance-controller";

    /// <inheritdoc/>
    public IReadOnlyList<Permission> Permissions { get; } = [];

    /// <inheritdoc/>
    public bool Permits => true;

    /// <inheritdoc/>
    public async Task<DialectSight> DetectAsync(DialectReading reading, CancellationToken ct)
    {
        var nodes = (await reading.Api.ListAsync(Rbac.Permissions.ListNodes, ResourceType.Nodes, null, Profile, ct) ?? []).ToList();
        return nodes.Count == 0 ? DialectSight.Absent : new DialectSight
        {
            Present = true,
            Configuration = string.Join("; ", nodes.Select(n => $"{n.Text("metadata", "name")}: {n.Label(Profile)}, {n.Label(State) ?? "no state yet"}").Take(20)),
            Notes = [.. Notes(reading.Settings)],
        };
    }

    /// <inheritdoc/>
    public IReadOnlyList<DialectWrite> Show(DialectSight sight, DialectScene scene) =>
        !label ? [] : [.. scene.Gates.Select(g => Open(g, scene.Now)).OfType<DialectWrite>()];

    private static DialectWrite? Open(NodeGate gate, DateTimeOffset now)
    {
        if (gate.State is NodeGateState.Free)
        {
            return DialectWrite.OnNode(gate.Node, OwnedField.Label(Safe, "true"));
        }

        if (gate is not { State: NodeGateState.Open, Verdict: Verdict.Allowed yes })
        {
            return null;
        }

        // To the minute, rounded down: the least time of a level moves a little with each block, and each move would be a write.
        var latest = yes.BackBy - yes.Outage.Need;
        var until = new DateTimeOffset(latest.UtcTicks / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute, TimeSpan.Zero);
        return until <= now ? null
            : DialectWrite.OnNode(gate.Node, OwnedField.Label(Safe, "true"), OwnedField.Annotation(SafeUntil, until.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)));
    }

    private IEnumerable<DialectNote> Notes(ClusterSettings settings)
    {
        yield return new DialectNote("check-to-add", false, "The controller asks nobody by itself: the transition from maintenance-required to in-maintenance needs a check that asks BakeWindow.",
            $"type: prometheusInstant\nconfig: {{ url: \"http://bakewindow.{settings.Namespace}.svc:8080/compat/prometheus/any\", query: 'min(bakewindow_safe_seconds_remaining)', expr: 'value >= 1800' }}");
        yield return new DialectNote("skip-after", false, "maxMaintenance.skipAfter no longer counts a node that is in maintenance for long, so a second one may be let in beside it.", "leave skipAfter away, or longer than the longest maintenance");
        if (label)
        {
            yield return new DialectNote("label-outlives-us", true, "The label allows, and stands on when BakeWindow is killed or cut off; the controller can't read until when it was meant.", "use the check prometheusInstant, and switch Dialects:MaintenanceController:Label off");
        }
    }
}
