namespace BakeWindow.Storage;

/// <summary>A row of the audit.</summary>
/// <param name="Key">1 for the first, then counted up without a gap.</param>
/// <param name="At">When.</param>
/// <param name="Note">Who did what.</param>
public sealed record AuditEntry(long Key, DateTimeOffset At, AuditNote Note);
