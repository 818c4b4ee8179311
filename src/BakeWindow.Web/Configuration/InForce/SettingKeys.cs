using System.Collections;
using System.Globalization;
using System.Reflection;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Time;

namespace BakeWindow.Web.Configuration.InForce;

/// <summary>Every key that the configuration can have, by the shape of <see cref="BakeWindowOptions"/> itself, so that none is forgotten.</summary>
internal static class SettingKeys
{
    // Long enough for every nesting there is, and an end to one that nests in itself.
    private const int Deepest = 6;

    private static readonly string[] SecretWords = ["Secret", "Password", "Token"];

    /// <summary>A key.</summary>
    /// <param name="Path">Below <c>BakeWindow</c>, with <c>n</c> for the number of an entry: <c>Network:Nodes:n:Url</c>.</param>
    /// <param name="What">What it is for.</param>
    /// <param name="Default">What holds when nobody sets it; empty: nothing.</param>
    /// <param name="IsSecret">Its value may hold a secret and is never shown.</param>
    /// <param name="IsAddress">Its value is an address, which may hold a secret but for host and port.</param>
    public sealed record Key(string Path, string What, string Default, bool IsSecret, bool IsAddress)
    {
        /// <summary>The first part.</summary>
        public string Section => Path.Split(':')[0];
    }

    /// <summary>All of them, in the order in which they are declared.</summary>
    public static IReadOnlyList<Key> All => field ??= [.. Of(new BakeWindowOptions(), "", 0)];

    /// <summary>The sections, in the same order.</summary>
    public static IReadOnlyList<string> Sections => field ??= [.. All.Select(k => k.Section).Distinct(StringComparer.Ordinal)];

    /// <summary>What may be shown of a value.</summary>
    public static string Shown(Key key, string value) =>
        value.Length == 0 ? ""
        : key.IsSecret ? "set"
        : key.IsAddress && Uri.TryCreate(value, UriKind.Absolute, out var url) ? $"{url.Scheme}://{url.Authority[(url.Authority.LastIndexOf('@') + 1)..]}/{(url.AbsolutePath.Length > 1 || url.Query.Length > 0 || url.UserInfo.Length > 0 ? "…" : "")}"
        : key.IsAddress ? "set"
        : value.Length <= 200 ? value : value[..200] + "…";

    private static IEnumerable<Key> Of(object options, string under, int depth)
    {
        foreach (var property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite && depth < Deepest))
        {
            var path = under.Length == 0 ? property.Name : $"{under}:{property.Name}";
            var value = property.GetValue(options);
            if (value is IList && property.PropertyType.GetGenericArguments() is [var of])
            {
                if (IsPlain(of))
                {
                    yield return KeyOf($"{path}:n", options.GetType(), property.Name, "");
                }
                else
                {
                    foreach (var key in Of(Activator.CreateInstance(of)!, $"{path}:n", depth + 1))
                    {
                        yield return key;
                    }
                }
            }
            else if (IsPlain(property.PropertyType))
            {
                yield return KeyOf(path, options.GetType(), property.Name, Text(value));
            }
            else if (value is not null)
            {
                foreach (var key in Of(value, path, depth + 1))
                {
                    yield return key;
                }
            }
        }
    }

    private static Key KeyOf(string path, Type type, string name, string told)
    {
        var own = Comments.OfThisProgram.Of(type, name) ?? "";
        // What policy means stands with the policy itself; its options say in which form it is written.
        var meant = type == typeof(BakeWindowOptions.PolicyOptions) ? Comments.OfThisProgram.Of(typeof(Policy), name) : null;
        var usual = told.Length == 0 && type == typeof(BakeWindowOptions.PolicyOptions) && typeof(Policy).GetProperty(name)?.GetValue(new Policy()) is { } value ? Text(value) : told;
        var last = path.EndsWith(":n", StringComparison.Ordinal) ? path[..^2] : path;
        return new Key(
            path,
            meant is null ? own : $"{meant} {own}",
            usual,
            IsSecret(last),
            last.EndsWith("Url", StringComparison.Ordinal) || last.EndsWith("Tzkt", StringComparison.Ordinal) || last.EndsWith("Upstream", StringComparison.Ordinal));
    }

    // Secrets stand in files; where one may stand in a value all the same, the value is not shown.
    private static bool IsSecret(string path) =>
        path.EndsWith("ConnectionString", StringComparison.Ordinal)
        || SecretWords.Any(word => path.EndsWith(word, StringComparison.Ordinal));

    private static bool IsPlain(Type type) => type == typeof(string) || (Nullable.GetUnderlyingType(type) ?? type).IsPrimitive;

    private static string Text(object? value) => value switch
    {
        null or ICollection => "",
        string text => text,
        TimeSpan time => DurationText.Human(time),
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => "",
    };
}
