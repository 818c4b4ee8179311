namespace BakeWindow.Core.Bypasses;

/// <summary>What an audit found.</summary>
/// <param name="At">When the cluster was read.</param>
/// <param name="Looks">What was looked at, and what could not be.</param>
/// <param name="Findings">Ways past the protection, the gravest first.</param>
/// <param name="Floors">For each node, how long a closed floor is respected; in order of name.</param>
public sealed record BypassReport(DateTimeOffset At, IReadOnlyList<Look> Looks, IReadOnlyList<Bypass> Findings, IReadOnlyList<NodeFloor> Floors)
{
    /// <summary>Volumes of protected pods; null when they, or what they lie on, could not be read.</summary>
    public IReadOnlyList<ClaimFact>? Volumes { get; init; }

    /// <summary>How many kinds were looked at, there or not.</summary>
    public int KindsLookedAt => Looks.Count(l => l is Look.Seen or Look.Absent);

    /// <summary>How many findings are of the severity.</summary>
    public int Count(BypassSeverity severity) => Findings.Count(f => f.Severity == severity);

    /// <summary>The same with only the findings that concern the node and are at least so grave. A finding about no node in particular concerns each.</summary>
    public BypassReport About(string? node, BypassSeverity? atLeast) => this with
    {
        Findings = [.. Findings.Where(f => (node is null || f.Nodes.Count == 0 || f.Nodes.Contains(node)) && (atLeast is null || f.Severity >= atLeast))],
        Floors = node is null ? Floors : [.. Floors.Where(f => f.Node == node)],
    };
}

/// <summary>Finds every way past the protection. Pure: the same facts give the same report.</summary>
public static class BypassAudit
{
    /// <summary>Looks through the facts.</summary>
    public static BypassReport Of(AuditFacts facts)
    {
        var scene = new AuditScene(facts);
        var floors = NodeFloors.Of(facts);
        IEnumerable<Bypass> found =
        [
            .. Rules.SightRules.Of(facts),
            .. Rules.BudgetRules.Of(scene),
            .. Rules.ShapeRules.Of(scene),
            .. Rules.LeavingRules.Of(scene, floors),
            .. Rules.ResourceRules.Of(scene),
            .. Rules.ProbeRules.Of(scene),
            .. Rules.PlacementRules.Of(scene),
            .. Rules.GuardRules.Of(scene),
            .. Rules.KarpenterRules.Of(scene),
            .. Rules.RebootRules.Of(scene),
            .. Rules.MachineRules.Of(scene),
            .. Rules.EvictorRules.Of(scene),
            .. Rules.CloudRules.Of(scene),
        ];
        return new BypassReport(
            facts.At,
            facts.Looks,
            [.. found.OrderByDescending(f => f.Severity).ThenBy(f => f.Code).ThenBy(f => f.Subject.ToString(), StringComparer.Ordinal)],
            floors)
        {
            Volumes = facts.Saw(AuditKinds.Claims) && facts.Saw(AuditKinds.Volumes) ? facts.Claims : null,
        };
    }
}
