using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BakeWindow.Core.Gate;

namespace BakeWindow.Core.Deciding;

/// <summary>
/// One answer of the gate and all that it was decided on: whoever has this can decide it again, years later and without a chain or a cluster. Only what the answer can't depend on was left
/// out (<see cref="ReducedWorld"/>).
/// </summary>
public sealed record DecisionRecord
{
    /// <summary>The version of BakeWindow that decided; another may have other rules.</summary>
    public required string Version { get; init; }

    /// <summary>The question.</summary>
    public required GateRequest Question { get; init; }

    /// <summary>The world, as far as the answer depends on it.</summary>
    public required World World { get; init; }

    /// <summary>The answer that was given.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>What decided besides the world, in words: a lock that was found taken when it was reached for. Null: nothing did.</summary>
    public string? Besides { get; init; }

    /// <summary>Makes one.</summary>
    /// <param name="world">The world at the time.</param>
    /// <param name="verdict">The answer, with its question and time.</param>
    /// <param name="version">This BakeWindow's version.</param>
    public static DecisionRecord Of(World world, Verdict verdict, string version) =>
        new() { Version = version, Question = verdict.Request, World = ReducedWorld.Of(world, verdict.Request), Verdict = verdict };

    /// <summary>Decides it again.</summary>
    public Verdict Recompute() => Gatekeeper.Decide(World, Question, Verdict.At);

    /// <summary>True when deciding it again gives the same answer, in every figure and word.</summary>
    public bool Holds() => Text(Recompute()) == Text(Verdict);

    /// <summary>Writes it as JSON.</summary>
    public string Write() => JsonSerializer.Serialize(this, DecisionJson.Default.DecisionRecord);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">It is no decision.</exception>
    public static DecisionRecord Read(string json) => JsonSerializer.Deserialize(json, DecisionJson.Default.DecisionRecord) ?? throw new JsonException("a decision is empty");

    /// <summary>The id of what was written: <c>d-</c> and twelve hexadecimal digits of its hash.</summary>
    public static string IdOf(string json) => $"d-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)).AsSpan(0, 6))}";

    /// <summary>An answer in full, for comparing: equal texts are equal answers.</summary>
    public static string Text(Verdict verdict) => JsonSerializer.Serialize(verdict, DecisionJson.Default.Verdict);
}
