using BakeWindow.Core.Time;

namespace BakeWindow.Core.Bypasses;

/// <summary>How a closed floor ends on a node when somebody wants the node and does not go away.</summary>
public enum FloorEnd
{
    /// <summary>Nobody forces anything.</summary>
    ForEver,

    /// <summary>Whoever drains gives up; the pod stays.</summary>
    GivesUp,

    /// <summary>The pod is deleted, or the node rebooted or taken away.</summary>
    Forced,

    /// <summary>Not everything that could force was looked at.</summary>
    CannotSay,
}

/// <summary>For how long a closed floor is respected on a node.</summary>
/// <param name="Node">The node.</param>
/// <param name="End">How it ends.</param>
/// <param name="After">After how long; null when it does not end or can't be said.</param>
/// <param name="By">Who; or what was not looked at.</param>
public sealed record NodeFloor(string Node, FloorEnd End, TimeSpan? After, string By)
{
    /// <summary>In words: <c>GKE forces after 1 h</c>.</summary>
    public string Says => (End, After) switch
    {
        (FloorEnd.ForEver, _) => "for ever",
        (FloorEnd.CannotSay, _) => $"can't say: {By} not looked at",
        (FloorEnd.Forced, { Ticks: 0 }) => $"not at all: {By}",
        (FloorEnd.Forced, { } after) => $"{By} forces after {DurationText.Human(after)}",
        (_, { } after) => $"{By} gives up after {DurationText.Human(after)}",
        _ => By,
    };
}
