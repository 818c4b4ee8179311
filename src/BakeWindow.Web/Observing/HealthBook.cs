using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;
using BakeWindow.Core.Signers;

namespace BakeWindow.Web.Observing;

/// <summary>What was lately seen of each baker's own node and signer, with when it was seen and since when it is so. In memory, bounded; a restart begins anew.</summary>
public sealed class HealthBook
{
    private readonly Lock gate = new();
    private readonly Dictionary<BakerAddress, BakerHealth> all = [];

    /// <summary>What is known of a baker.</summary>
    public BakerHealth Of(BakerAddress baker)
    {
        lock (gate)
        {
            return all.GetValueOrDefault(baker, BakerHealth.Nothing);
        }
    }

    /// <summary>Writes down another look.</summary>
    public void Write(BakerAddress baker, Func<BakerHealth, BakerHealth> change)
    {
        lock (gate)
        {
            all[baker] = change(all.GetValueOrDefault(baker, BakerHealth.Nothing));
        }
    }
}

/// <summary>What was seen of one baker's node and signer.</summary>
public sealed record BakerHealth
{
    /// <summary>An hour of looks.</summary>
    public const int MostPoints = 240;

    /// <summary>Enough to see a night.</summary>
    public const int MostChanges = 40;

    /// <summary>Never looked at.</summary>
    public static BakerHealth Nothing { get; } = new();

    /// <summary>What was seen of the path to its key.</summary>
    public SignerSight Signer { get; init; } = new();

    /// <summary>What the baker's own node said of itself last.</summary>
    public Seen<NodeHealth>? Node { get; init; }

    /// <summary>The head of the baker's own node; null when it was not told.</summary>
    public Level? Head { get; init; }

    /// <summary>How many connections the own node has; null where it does not tell.</summary>
    public int? Peers { get; init; }

    /// <summary>The own node's version; null where it never told.</summary>
    public string? Version { get; init; }

    /// <summary>By how many levels the own node was behind the best source, oldest first.</summary>
    public IReadOnlyList<LagPoint> Lags { get; init; } = [];

    /// <summary>What changed, newest first.</summary>
    public IReadOnlyList<HealthChange> Changes { get; init; } = [];

    /// <summary>After a look at the signer, or a rest, and with what is to be told of it.</summary>
    public BakerHealth WithSigner(SignerSight sight, IReadOnlyList<SignerNews> news) =>
        this with { Signer = sight, Changes = [.. news.Reverse().Select(n => new HealthChange(n.At, "signer", null, n.Text)), .. Changes.Take(MostChanges - news.Count)] };

    /// <summary>After a look at the node.</summary>
    /// <param name="health">What it said.</param>
    /// <param name="head">Its head; null when it was not told.</param>
    /// <param name="best">The best head that any source told; null when there is none.</param>
    /// <param name="at">When.</param>
    public BakerHealth WithNode(NodeHealth health, Level? head, Level? best, DateTimeOffset at) => (this with
    {
        Node = Seen.Next(Node, health, at),
        Head = head,
        Lags = head is { } own && best is { } other ? [.. Lags.TakeLast(MostPoints - 1), new LagPoint(at, Math.Max(0, other - own))] : Lags,
    }).Changed("node", Node?.Value.ToString(), health.ToString(), at);

    private BakerHealth Changed(string what, string? before, string after, DateTimeOffset at) =>
        before == after ? this : this with { Changes = [new HealthChange(at, what, before, after), .. Changes.Take(MostChanges - 1)] };
}

/// <summary>How a baker's own node says it does.</summary>
public enum NodeHealth
{
    /// <summary>In sync.</summary>
    Synced,

    /// <summary>Behind its peers.</summary>
    Unsynced,

    /// <summary>In sync with peers that make no block.</summary>
    Stuck,

    /// <summary>It does not answer, or with an error.</summary>
    NoAnswer,
}

/// <summary>A value with when it was seen last and since when it is so.</summary>
/// <param name="Value">The value.</param>
/// <param name="At">When it was seen last.</param>
/// <param name="Since">When it was first seen so, without another in between.</param>
public sealed record Seen<T>(T Value, DateTimeOffset At, DateTimeOffset Since);

/// <summary>Makes what was seen.</summary>
public static class Seen
{
    /// <summary>After another look.</summary>
    public static Seen<T> Next<T>(Seen<T>? before, T value, DateTimeOffset at) =>
        new(value, at, before is not null && EqualityComparer<T>.Default.Equals(before.Value, value) ? before.Since : at);
}

/// <summary>What was seen of the path to a baker's key.</summary>
public sealed record SignerSight
{
    /// <summary>How it stands; null: none is declared, or it was not looked at yet.</summary>
    public SignerState? State { get; init; }

    /// <summary>Why it is left in peace now; null: it is not.</summary>
    public SignerRest? Rest { get; init; }

    /// <summary>How many looks were left out for that since the start.</summary>
    public long Rests { get; init; }

    /// <summary>Whether clients must prove who they are, by the signer's name; missing: not told.</summary>
    public IReadOnlyDictionary<string, bool> Authentication { get; init; } = new Dictionary<string, bool>(StringComparer.Ordinal);

    /// <summary>The cycle whose keys are asked for; null before the first look.</summary>
    public Cycle? Cycle { get; init; }

    /// <summary>Why the baker's keys are not known from the chain, so that its own or the declared one is asked for; null: they are, or it is declared.</summary>
    public string? KeysProblem { get; init; }
}

/// <summary>By how many levels a node was behind at an instant.</summary>
public readonly record struct LagPoint(DateTimeOffset At, int Levels);

/// <summary>Something that became another.</summary>
/// <param name="At">When it was seen.</param>
/// <param name="What"><c>signer</c> or <c>node</c>.</param>
/// <param name="Before">What it was; null: not known.</param>
/// <param name="After">What it is.</param>
public sealed record HealthChange(DateTimeOffset At, string What, string? Before, string After);
