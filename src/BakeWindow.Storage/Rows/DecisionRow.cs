namespace BakeWindow.Storage;

/// <summary>One answer of the gate with all it was decided on, so that it can be decided again later.</summary>
internal sealed class DecisionRow
{
    /// <summary><c>d-1f3c…</c>: from the hash of what it was decided on.</summary>
    public required string Id { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Who asked: a person, <c>kured</c>, <c>webhook</c>.</summary>
    public required string Client { get; init; }

    public required string Node { get; init; }

    /// <summary>allowed, held or unknown.</summary>
    public required string Outcome { get; init; }

    /// <summary>The reason's code.</summary>
    public required string Reason { get; init; }

    public int? Level { get; init; }

    /// <summary>What an own right was at stake; empty: none.</summary>
    public required string Right { get; init; }

    public required string Message { get; init; }

    /// <summary>How often the same was asked and answered since, in a row.</summary>
    public required int Repeats { get; set; }

    public required DateTimeOffset LastAt { get; set; }

    /// <summary>The world as far as the answer depends on it, the question and the answer: JSON, compressed.</summary>
    public required byte[] Packed { get; init; }
}
