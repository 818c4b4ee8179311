namespace BakeWindow.Core.Wire;

/// <summary>Recorded answers of the gate, newest first: what <c>/api/v1/decisions</c> answers.</summary>
/// <param name="Decisions">At most a hundred.</param>
/// <param name="Next">The cursor for those after these (<c>before=</c>); null: there are no more.</param>
public sealed record DecisionListDocument(IReadOnlyList<DecisionDocument> Decisions, DateTimeOffset? Next);

/// <summary>One recorded answer, without the world it was decided on; <c>/api/v1/decisions/{id}</c> has that too.</summary>
/// <param name="Id">Which.</param>
/// <param name="At">When it was first given.</param>
/// <param name="Client">Who asked.</param>
/// <param name="Node">About which node or workload; empty: about bakers.</param>
/// <param name="Outcome"><c>allowed</c>, <c>held</c> or <c>unknown</c>.</param>
/// <param name="Reason">The reason's code.</param>
/// <param name="Level">The level of the right in question.</param>
/// <param name="Right">The right that held it, in words; empty: none did.</param>
/// <param name="Message">In words.</param>
/// <param name="Repeats">How often the same was asked and answered since.</param>
/// <param name="LastAt">When it was last answered so.</param>
public sealed record DecisionDocument(
    string Id, DateTimeOffset At, string Client, string Node, string Outcome, string Reason, int? Level, string Right, string Message, int Repeats, DateTimeOffset LastAt);
