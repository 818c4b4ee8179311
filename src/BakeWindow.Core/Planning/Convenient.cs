using BakeWindow.Core.Time;

namespace BakeWindow.Core.Planning;

/// <summary>When, within a safe span, people want the work: in allowed hours and outside freezes.</summary>
public static class Convenient
{
    /// <summary>The first instant of <paramref name="within"/> from which the whole need lies in it, in allowed hours and in no freeze; null when there is none.</summary>
    public static DateTimeOffset? Start(Policy policy, TimeRange within, TimeSpan need)
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

            if (policy.Freezes.FirstOrDefault(f => f.Span.Overlaps(new TimeRange(at, at + need))) is not { } freeze)
            {
                return at;
            }

            at = freeze.Span.End;
        }

        return null;
    }
}
