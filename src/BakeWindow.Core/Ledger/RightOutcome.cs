using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Ledger;

/// <summary>What became of one right to bake. Where nobody has looked, or the answer could not be read, it is unknown, and never made.</summary>
/// <param name="Baker">Whose right.</param>
/// <param name="Level">Where.</param>
/// <param name="Round">The right's round (priority, before Tenderbake).</param>
/// <param name="Cycle">The cycle of the level.</param>
/// <param name="Fate">What became of it.</param>
public sealed record RightOutcome(BakerAddress Baker, Level Level, int Round, Cycle Cycle, RightFate Fate)
{
    /// <summary>Who made the block; empty when that is unknown.</summary>
    public string MadeBy { get; init; } = "";

    /// <summary>At which round it was made; null when that is unknown.</summary>
    public int? MadeRound { get; init; }

    /// <summary>When the block stood; null when that is unknown.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The right's turn came, or it may have: what counts as due.</summary>
    public bool IsDue => Fate is not RightFate.Spared;

    /// <summary>What became of a right, by the block that stands at its level.</summary>
    /// <param name="baker">Whose right.</param>
    /// <param name="right">The right.</param>
    /// <param name="cycle">The level's cycle.</param>
    /// <param name="madeBy">Who made the block.</param>
    /// <param name="madeRound">At which round.</param>
    /// <param name="at">When it stood.</param>
    public static RightOutcome Of(BakerAddress baker, BakingRight right, Cycle cycle, string madeBy, int madeRound, DateTimeOffset at) =>
        new(baker, right.Level, right.Round, cycle, FateOf(baker, right.Round, madeBy, madeRound)) { MadeBy = madeBy, MadeRound = madeRound, At = at };

    private static RightFate FateOf(BakerAddress baker, int round, string madeBy, int madeRound) =>
        madeBy.Length == 0 ? RightFate.Unknown
        : madeRound < round ? RightFate.Spared
        : madeRound > round ? RightFate.Missed
        // Somebody else at our own round: what was read of rights and what the chain says don't go together.
        : madeBy != baker.Value ? RightFate.Unknown
        : round == 0 ? RightFate.Made : RightFate.Stolen;
}

/// <summary>What became of a right.</summary>
public enum RightFate
{
    /// <summary>Not known: not looked at yet, or it could not be read.</summary>
    Unknown,

    /// <summary>The baker made the block.</summary>
    Made,

    /// <summary>Its turn came and somebody later made the block.</summary>
    Missed,

    /// <summary>The baker made a block whose earlier owner had not: a gain.</summary>
    Stolen,

    /// <summary>An earlier owner made the block, so that its turn never came.</summary>
    Spared,
}
