using System.Globalization;
using System.Text.RegularExpressions;
using BakeWindow.Core.Time;

namespace BakeWindow.Simulator.Cluster.Cel;

/// <summary>Functions that Kubernetes gives to expressions, as far as policies about pods and workloads use them.</summary>
internal static class CelFunctions
{
    private static readonly TimeSpan PatternPatience = TimeSpan.FromSeconds(1);

    public static object? Call(object? of, string name, IReadOnlyList<object?> arguments) => (name, of, arguments) switch
    {
        ("size", _, []) => Size(of),
        ("startsWith", string text, [string part]) => text.StartsWith(part, StringComparison.Ordinal),
        ("endsWith", string text, [string part]) => text.EndsWith(part, StringComparison.Ordinal),
        ("contains", string text, [string part]) => text.Contains(part, StringComparison.Ordinal),
        ("matches", string text, [string pattern]) => Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, PatternPatience),
        ("split", string text, [string part]) => Split(text, part),
        ("join", IReadOnlyList<object?> list, []) => string.Concat(list.Select(CelValues.Text)),
        ("join", IReadOnlyList<object?> list, [string between]) => string.Join(between, list.Select(CelValues.Text)),
        ("replace", string text, [string former, string latter]) => text.Replace(former, latter, StringComparison.Ordinal),
        ("lowerAscii", string text, []) => text.ToLowerInvariant(),
        ("upperAscii", string text, []) => text.ToUpperInvariant(),
        ("trim", string text, []) => text.Trim(),
        ("indexOf", string text, [string part]) => (long)text.IndexOf(part, StringComparison.Ordinal),
        ("substring", string text, [long from]) when from >= 0 && from <= text.Length => text[(int)from..],
        ("substring", string text, [long from, long to]) when from >= 0 && from <= to && to <= text.Length => text[(int)from..(int)to],
        ("orValue", CelOptional optional, [var other]) => optional.HasValue ? optional.Value : other,
        ("hasValue", CelOptional optional, []) => optional.HasValue,
        ("value", CelOptional { HasValue: true } optional, []) => optional.Value,
        _ => throw new CelException("no such overload"),
    };

    public static object? Call(string name, IReadOnlyList<object?> arguments) => (name, arguments) switch
    {
        ("size", [var of]) => Size(of),
        ("string", [var value]) => CelValues.Text(value),
        ("int", [long value]) => value,
        ("int", [double value]) => (long)value,
        ("int", [string text]) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new CelException($"strconv.ParseInt: parsing \"{text}\": invalid syntax"),
        ("double", [long or double]) => Convert.ToDouble(arguments[0], CultureInfo.InvariantCulture),
        ("bool", [bool value]) => value,
        ("bool", ["true"]) => true,
        ("bool", ["false"]) => false,
        ("timestamp", [string text]) => Stamps.Read(text) ?? throw new CelException($"parsing time \"{text}\""),
        ("timestamp", [DateTimeOffset time]) => time,
        ("duration", [string text]) => DurationText.TryParse(text, out var span, out _) ? span : throw new CelException($"time: invalid duration \"{text}\""),
        ("dyn", [var value]) => value,
        _ => throw new CelException("no such overload"),
    };

    public static object? Operate(string sign, object? left, object? right) => sign switch
    {
        "==" => CelValues.AreEqual(left, right),
        "!=" => !CelValues.AreEqual(left, right),
        "<" => CelValues.Compare(left, right) < 0,
        "<=" => CelValues.Compare(left, right) <= 0,
        ">" => CelValues.Compare(left, right) > 0,
        ">=" => CelValues.Compare(left, right) >= 0,
        "in" => right is IReadOnlyList<object?> list ? list.Any(item => CelValues.AreEqual(item, left)) : CelValues.TryFind(right, left, out _),
        _ => Count(sign, left, right),
    };

    private static object? Count(string sign, object? left, object? right) => (sign, left, right) switch
    {
        ("+", string a, string b) => a + b,
        ("+", IReadOnlyList<object?> a, IReadOnlyList<object?> b) => (object?[])[.. a, .. b],
        ("+", long a, long b) => checked(a + b),
        ("-", long a, long b) => checked(a - b),
        ("*", long a, long b) => checked(a * b),
        ("/" or "%", long, 0L) => throw new CelException("division by zero"),
        ("/", long a, long b) => a / b,
        ("%", long a, long b) => a % b,
        ("+", double a, double b) => a + b,
        ("-", double a, double b) => a - b,
        ("*", double a, double b) => a * b,
        ("/", double a, double b) => a / b,
        ("+", DateTimeOffset a, TimeSpan b) => a + b,
        ("-", DateTimeOffset a, TimeSpan b) => a - b,
        ("-", DateTimeOffset a, DateTimeOffset b) => a - b,
        ("+", TimeSpan a, TimeSpan b) => a + b,
        ("-", TimeSpan a, TimeSpan b) => a - b,
        _ => throw new CelException("no such overload"),
    };

    private static long Size(object? of) => of is string text ? text.Length : CelValues.Items(of).Count;

    private static object?[] Split(string text, string part) => part.Length == 0 ? [.. text.Select(letter => letter.ToString())] : [.. text.Split(part)];
}
