using System.Text.Json;
using System.Text.Json.Serialization;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Maintenance;

namespace BakeWindow.Core.Ledger;

/// <summary>How a baker did in a cycle, as the protocol counted it up to a level.</summary>
public sealed record CycleFigures
{
    /// <summary>The last level that they cover.</summary>
    public required Level SeenLevel { get; init; }

    /// <summary>Attestation slots expected in the cycle; null below protocol 012 and where no node tells it.</summary>
    public long? ExpectedSlots { get; init; }

    /// <summary>Slots that must be attested to be paid.</summary>
    public long? MinimalSlots { get; init; }

    /// <summary>Slots missed.</summary>
    public long? MissedSlots { get; init; }

    /// <summary>Levels missed; what counts under All Bakers Attest.</summary>
    public int? MissedLevels { get; init; }

    /// <summary>Levels that may be missed under All Bakers Attest.</summary>
    public int? AllowedLevels { get; init; }

    /// <summary>What the cycle pays for attesting, in mutez; null where it was not told.</summary>
    public long? ExpectedRewardMutez { get; init; }

    /// <summary>All bakers attest from the cycle's first level on, so the budget is in levels.</summary>
    public bool InLevels { get; init; }

    /// <summary>All bakers began to attest within the cycle, at this level: the budget's unit changed.</summary>
    public Level? SwitchedAt { get; init; }

    /// <summary>f: the baker's share of all baking power; null when no source told it.</summary>
    public double? Share { get; init; }

    /// <summary>b, in the cycle.</summary>
    public TimeSpan BlockDelay { get; init; }

    /// <summary>When the cycle's first block stood; null while that is not read.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Own blocks of the cycle that committed to a nonce, as far as was seen.</summary>
    public int NoncesDue { get; init; }

    /// <summary>Those whose nonce was seen revealed.</summary>
    public int NoncesRevealed { get; init; }

    /// <summary>The unit of the budget: <c>levels</c> or <c>slots</c>.</summary>
    public string Unit => InLevels ? "levels" : "slots";

    /// <summary>How much may be missed in the cycle; null where that is not known.</summary>
    public double? Budget => InLevels ? AllowedLevels : ExpectedSlots - MinimalSlots;

    /// <summary>How much was missed; null where that is not known.</summary>
    public double? Missed => InLevels ? MissedLevels : MissedSlots;

    /// <summary>Writes them.</summary>
    public string Write() => JsonSerializer.Serialize(this, LedgerJson.Default.CycleFigures);

    /// <summary>Reads them; null when they can't be read.</summary>
    public static CycleFigures? Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, LedgerJson.Default.CycleFigures);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, IgnoreReadOnlyProperties = true, Converters = [typeof(LevelConverter)])]
[JsonSerializable(typeof(CycleFigures))]
internal sealed partial class LedgerJson : JsonSerializerContext;
