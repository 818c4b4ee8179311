namespace BakeWindow.Core.Wire;

/// <summary>What a signed webhook is told.</summary>
/// <param name="Id">The same at every try: drop what you have seen.</param>
/// <param name="Turn"><c>began</c>, <c>changed</c>, <c>repeated</c> or <c>ended</c>.</param>
/// <param name="At">When it turned.</param>
/// <param name="Alert">Which alert: the same from its beginning to its end.</param>
/// <param name="Kind"><c>at-risk</c>, <c>degraded</c>, <c>missed</c>, <c>maintenance</c>, <c>hold</c>, <c>blind</c> or <c>test</c>.</param>
/// <param name="Severity"><c>info</c>, <c>warning</c> or <c>critical</c>.</param>
/// <param name="Title">One line for people, by the channel's template.</param>
/// <param name="Text">The rest for people.</param>
/// <param name="State">The alert's own line.</param>
/// <param name="Lines">Its sentences.</param>
/// <param name="Since">Since when it is so.</param>
/// <param name="Baker">The baker's address; null: no single one.</param>
/// <param name="Node">The node; null: none.</param>
/// <param name="Link">The page that tells more; null: it isn't known where that is.</param>
public sealed record NoticeDocument(
    string Id, string Turn, DateTimeOffset At, string Alert, string Kind, string Severity, string Title, string Text, string State, IReadOnlyList<string> Lines, DateTimeOffset Since, string? Baker, string? Node, string? Link);

/// <summary>How a channel does.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind"><c>webhook</c>, <c>slack</c>, <c>e-mail</c> or <c>alertmanager</c>.</param>
/// <param name="Waiting">How many notices wait.</param>
/// <param name="Last">The newest, newest first.</param>
public sealed record ChannelDocument(string Name, string Kind, int Waiting, IReadOnlyList<ChannelDocument.NoticePart> Last)
{
    /// <summary>One notice.</summary>
    /// <param name="Alert">The alert.</param>
    /// <param name="Turn">What it tells.</param>
    /// <param name="MadeAt">Since when it is to be told.</param>
    /// <param name="DeliveredAt">When it was taken; null: it was not.</param>
    /// <param name="NextTryAt">When it is tried next; null: delivered, given up or overtaken.</param>
    /// <param name="Tries">How often it was tried.</param>
    /// <param name="Problem">What was wrong last; null: nothing.</param>
    public sealed record NoticePart(string Alert, string Turn, DateTimeOffset MadeAt, DateTimeOffset? DeliveredAt, DateTimeOffset? NextTryAt, int Tries, string? Problem);
}

/// <summary>What became of a test.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Delivered">It was taken.</param>
/// <param name="Problem">Why not; null: it was.</param>
public sealed record ChannelTestDocument(string Channel, bool Delivered, string? Problem);
