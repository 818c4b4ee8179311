using BakeWindow.Core.Time;

namespace BakeWindow.Core.Planning;

/// <summary>When, within a safe span, people want the work: in allowed hours and outside freezes.</summary>
public static class Convenient
{
    /// <summary>The first instant of <paramref name="within"/> from which the whole need lies in it, in allowed hours and in no freeze; null when there is none.</summary>
    /// <param name="policy">Hours and freezes.</param>
    /// <param name="within">The safe span.</param>
    /// <param name="need">How long the work is.</param>
    /// <param name="node">The node it is about, whose own freezes count too; null: none.</param>
    public static DateTimeOffset? Start(Policy policy, TimeRange within, TimeSpan need, string? node = null)
    {
        var at = within.Start;
        while (at + need <= within.End)
        {
            if (policy.Hours is { } hours && !hours.Allow(new TimeRange(at, at + need)))
            {
                if (hours.NextStart(at, need) is not { } next || next <= at)
                {
                    return null;
                }

                at = next;
                continue;
            }

            if (policy.Freezes.FirstOrDefault(f => f.Holds(node) && f.Span.Overlaps(new TimeRange(at, at + need))) is not { } freeze)
            {
                return at;
            }

            at = freeze.Span.End;
        }

        return null;
    }
}
