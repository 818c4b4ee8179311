namespace BakeWindow.Core.Time;

/// <summary>A span in which an operator wants nothing disturbed: holidays, an audit, a launch.</summary>
/// <param name="Span">When.</param>
/// <param name="Reason">Why, in the operator's words.</param>
/// <param name="Owner">Who set it.</param>
public sealed record FreezePeriod(TimeRange Span, string Reason, string Owner);
