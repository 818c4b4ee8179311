namespace BakeWindow.Core.Signers;

/// <summary>How often one address is asked at most, and never twice at once.</summary>
/// <param name="Usual">From the start of one probe to the next.</param>
/// <param name="InDoubt">The same while something seen is not borne out yet; no probe ever follows another more closely.</param>
public sealed record ProbePace(TimeSpan Usual, TimeSpan InDoubt)
{
    /// <summary>Every 15 seconds; 5 when in doubt.</summary>
    public static ProbePace Default { get; } = new(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(5));

    /// <summary>Whether the next probe may begin.</summary>
    /// <param name="last">When the last one began; null: none yet.</param>
    /// <param name="underWay">One is under way.</param>
    /// <param name="inDoubt">What it would ask is in doubt.</param>
    /// <param name="now">The present.</param>
    public bool MayBegin(DateTimeOffset? last, bool underWay, bool inDoubt, DateTimeOffset now) => !underWay && (last is not { } at || now - at >= (inDoubt ? InDoubt : Usual));
}
