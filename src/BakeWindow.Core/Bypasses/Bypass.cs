using System.Security.Cryptography;
using System.Text;

namespace BakeWindow.Core.Bypasses;

/// <summary>One way past the protection that was found in this cluster.</summary>
public sealed record Bypass
{
    /// <summary>Which kind of way; never renamed.</summary>
    public required BypassCode Code { get; init; }

    /// <summary>How much it matters here: what concerns no protected pod now is never more than information.</summary>
    public required BypassSeverity Severity { get; init; }

    /// <summary>The object that it comes from.</summary>
    public required BypassSubject Subject { get; init; }

    /// <summary>The nodes it concerns, in order of name; empty when it is not about nodes.</summary>
    public IReadOnlyList<string> Nodes { get; init; } = [];

    /// <summary>The protected workloads it concerns, in order of name.</summary>
    public IReadOnlyList<string> Workloads { get; init; } = [];

    /// <summary>What is so and what it leads to, with the figures.</summary>
    public required string Why { get; init; }

    /// <summary>What to set, ready to copy where it can be.</summary>
    public required string Mend { get; init; }

    /// <summary>
    /// <c>b-</c> and sixteen hexadecimal digits, from what it is and how grave: code, severity, object, workloads and reason. The nodes are not in it, for they come and go while what is wrong
    /// stays the same. A finding that says anything else is another one.
    /// </summary>
    public string Id => $"b-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', [Code.Kebab(), Severity.ToString(), Subject.ToString(), .. Workloads, Why]))))[..16]}";
}

/// <summary>An object in the cluster, for people.</summary>
/// <param name="Kind">Its kind: <c>NodePool</c>; or the resource that could not be looked at.</param>
/// <param name="Namespace">Its namespace; null when it has none.</param>
/// <param name="Name">Its name.</param>
public sealed record BypassSubject(string Kind, string? Namespace, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => Namespace is null ? $"{Kind} {Name}" : $"{Kind} {Namespace}/{Name}";
}

/// <summary>How much a way past the protection matters.</summary>
public enum BypassSeverity
{
    /// <summary>Good to know; nothing is disturbed by it as things stand.</summary>
    Info,

    /// <summary>Can cost a right when something else happens too: a node under pressure, an upgrade, a lost link; or it is not known.</summary>
    Warning,

    /// <summary>Goes past the protection by itself, or lets two bakers run for one key.</summary>
    Critical,
}
