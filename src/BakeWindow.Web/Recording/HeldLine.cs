namespace BakeWindow.Web.Recording;

/// <summary>Somebody who was held back, and by what. What would have come of it otherwise nobody knows: at stake is what would have been lost if nothing else had stopped it.</summary>
/// <param name="Decision">The recorded answer, the newest of these: <c>/decisions/{id}</c>.</param>
/// <param name="Client">Who was held back: <c>kured</c>, a person, a user of the API server.</param>
/// <param name="Node">Where; empty: a question about bakers.</param>
/// <param name="Reason">The reason's code.</param>
/// <param name="Message">In words, as it was answered.</param>
/// <param name="From">When it was first answered so.</param>
/// <param name="Until">When it was last answered so.</param>
/// <param name="Times">How often it was asked.</param>
public sealed record HeldLine(string Decision, string Client, string Node, string Reason, string Message, DateTimeOffset From, DateTimeOffset Until, int Times)
{
    /// <summary>The level of the right that held it; null: something else did.</summary>
    public int? Level { get; init; }

    /// <summary>The right that held it, in words: <c>tz1… bakes level 15182200 round 0</c>; empty: none did.</summary>
    public string Right { get; init; } = "";

    /// <summary>Blocks that were at stake: 1 where a right to bake held it, else 0.</summary>
    public int BlocksAtStake { get; init; }
}
