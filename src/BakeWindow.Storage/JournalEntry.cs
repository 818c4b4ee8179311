namespace BakeWindow.Storage;

/// <summary>One step of a maintenance, as the journal keeps it.</summary>
/// <param name="At">When it was written down, before it was taken.</param>
/// <param name="Phase">The phase after it.</param>
/// <param name="Note">What happened.</param>
/// <param name="Command">What was about to be done; null: nothing.</param>
public sealed record JournalEntry(DateTimeOffset At, string Phase, string Note, string? Command);
