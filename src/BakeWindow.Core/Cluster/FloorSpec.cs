using System.Globalization;
using System.Text.Json.Nodes;

namespace BakeWindow.Core.Cluster;

/// <summary>The part of a budget that BakeWindow changes.</summary>
/// <param name="MinAvailable">A number or a percentage; null when not set.</param>
/// <param name="MaxUnavailable">The same; never both.</param>
/// <param name="UnhealthyPodEvictionPolicy">Null when not set, or when the API server is too old to know it.</param>
public sealed record FloorSpec(string? MinAvailable, string? MaxUnavailable, string? UnhealthyPodEvictionPolicy)
{
    /// <summary>Nothing goes; a running but unready pod neither (a baker that is catching up counts).</summary>
    public static FloorSpec Closed { get; } = new(null, "0", "IfHealthyBudget");

    /// <summary>
    /// One pod may go, and an unready one always may: else a baker that can't become Ready would hold its node for ever. Over pods without a controller <c>maxUnavailable</c> blocks
    /// always, whatever its value (the disruption controller can't tell how many there should be); only a number in <c>minAvailable</c> works.
    /// </summary>
    public static FloorSpec Open(IReadOnlyCollection<PodView> pods) => pods.Any(p => p.ControllerKind is null)
        ? new((pods.Count - 1).ToString(CultureInfo.InvariantCulture), null, "AlwaysAllow")
        : new(null, "1", "AlwaysAllow");

    /// <summary>What stands there says this; a policy that the server dropped does not count against it.</summary>
    public bool IsSaidBy(FloorSpec standing) =>
        standing.MinAvailable == MinAvailable && standing.MaxUnavailable == MaxUnavailable
        && (standing.UnhealthyPodEvictionPolicy is null || standing.UnhealthyPodEvictionPolicy == UnhealthyPodEvictionPolicy);

    /// <summary>The fields as a patch sets them; null takes a field away.</summary>
    public IEnumerable<(string Field, JsonNode? Value)> Fields() =>
        [("minAvailable", Node(MinAvailable)), ("maxUnavailable", Node(MaxUnavailable)), ("unhealthyPodEvictionPolicy", UnhealthyPodEvictionPolicy)];

    private static JsonNode? Node(string? value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : value;
}
