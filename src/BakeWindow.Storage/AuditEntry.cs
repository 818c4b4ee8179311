namespace BakeWindow.Storage;

/// <summary>Somebody did something.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">What sort of thing: <c>maintenance-approved</c>.</param>
/// <param name="Who">Who, as far as it is known.</param>
/// <param name="Subject">To what: <c>M-12</c>, a node.</param>
/// <param name="Detail">In words.</param>
public sealed record AuditEntry(DateTimeOffset At, string Kind, string Who, string Subject, string Detail);
