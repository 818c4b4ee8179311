using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Cluster.Cel;

/// <summary>
/// Values of expressions: null, bool, long, double, string, times, lists (IReadOnlyList), maps (JsonObject, or a Dictionary where an expression made it), and
/// optionals. JSON is looked into when it is asked for, not before.
/// </summary>
internal static class CelValues
{
    /// <summary>A value of a JSON document.</summary>
    public static object? Of(JsonNode? node) => node switch
    {
        null => null,
        JsonObject map => map,
        JsonArray list => (object?[])[.. list.Select(Of)],
        _ => node.GetValueKind() switch
        {
            JsonValueKind.String => node.GetValue<string>(),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number => node.Whole() is { } whole ? (object)whole : double.Parse(node.ToJsonString(), CultureInfo.InvariantCulture),
            _ => null,
        },
    };

    /// <summary>Looks up a key of a map; false where it is absent.</summary>
    public static bool TryFind(object? map, object? key, out object? value)
    {
        switch (map)
        {
            case JsonObject json:
                var found = json.TryGetPropertyValue(key as string ?? "", out var node);
                value = Of(node);
                return found;
            case Dictionary<string, object?> made:
                return made.TryGetValue(key as string ?? "", out value);
            case Func<string, (bool, object?)> lazy:
                (var there, value) = lazy(key as string ?? "");
                return there;
            default:
                throw new CelException("no such overload");
        }
    }

    /// <summary>The items of a list, or the keys of a map.</summary>
    public static IReadOnlyList<object?> Items(object? value) => value switch
    {
        IReadOnlyList<object?> list => list,
        JsonObject map => [.. map.Select(pair => pair.Key)],
        Dictionary<string, object?> map => [.. map.Keys],
        _ => throw new CelException("no such overload"),
    };

    public static bool AreEqual(object? left, object? right) => (left, right) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        (long or double, long or double) => Convert.ToDouble(left, CultureInfo.InvariantCulture).Equals(Convert.ToDouble(right, CultureInfo.InvariantCulture)),
        (IReadOnlyList<object?> a, IReadOnlyList<object?> b) => a.Count == b.Count && a.Zip(b).All(pair => AreEqual(pair.First, pair.Second)),
        (JsonObject or Dictionary<string, object?>, JsonObject or Dictionary<string, object?>) => AreMapsEqual(left, right),
        _ => left.Equals(right),
    };

    private static bool AreMapsEqual(object left, object right)
    {
        var keys = Items(left);
        return keys.Count == Items(right).Count
            && keys.All(key => TryFind(left, key, out var one) && TryFind(right, key, out var other) && AreEqual(one, other));
    }

    public static int Compare(object? left, object? right) => (left, right) switch
    {
        (long a, long b) => a.CompareTo(b),
        (long or double, long or double) => Convert.ToDouble(left, CultureInfo.InvariantCulture).CompareTo(Convert.ToDouble(right, CultureInfo.InvariantCulture)),
        (string a, string b) => string.CompareOrdinal(a, b),
        (bool a, bool b) => a.CompareTo(b),
        (DateTimeOffset a, DateTimeOffset b) => a.CompareTo(b),
        (TimeSpan a, TimeSpan b) => a.CompareTo(b),
        _ => throw new CelException("no such overload"),
    };

    public static string Text(object? value) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        DateTimeOffset time => Stamps.Seconds(time),
        TimeSpan span => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds}s"),
        long or double => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        IEnumerable => throw new CelException("no such overload"),
        _ => throw new CelException("no such overload"),
    };
}

/// <summary>What a.?b gives: a value or none.</summary>
internal sealed record CelOptional(bool HasValue, object? Value)
{
    public static readonly CelOptional None = new(false, null);
}
