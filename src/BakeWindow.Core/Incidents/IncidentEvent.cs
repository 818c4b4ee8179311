using BakeWindow.Core.Alerting;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Ledger;

namespace BakeWindow.Core.Incidents;

/// <summary>What moves incidents. All cases stand here.</summary>
public abstract record IncidentEvent
{
    private IncidentEvent()
    {
    }

    /// <summary>An alert began, says something else or ended.</summary>
    /// <param name="Change">The change.</param>
    /// <param name="Head">The level of the head then; null: none is known.</param>
    public sealed record Alerted(AlertChange Change, Level? Head) : IncidentEvent;

    /// <summary>A block that was a baker's to make was made by a later one.</summary>
    /// <param name="Outcome">What became of the right.</param>
    /// <param name="At">When it was learned.</param>
    public sealed record Missed(RightOutcome Outcome, DateTimeOffset At) : IncidentEvent;
}
