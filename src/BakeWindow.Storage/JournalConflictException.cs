namespace BakeWindow.Storage;

/// <summary>The journal has moved on since the caller read it: another process took the step. Read the maintenance again before doing anything.</summary>
public sealed class JournalConflictException(string message, Exception? inner = null) : Exception(message, inner);
