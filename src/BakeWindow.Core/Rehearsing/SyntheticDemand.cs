using System.Globalization;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Rehearsing;

/// <summary>Work that is made up where none was recorded: each node wants a reboot so often, at an hour that the seed decides, to have begun within a while.</summary>
/// <param name="Every">How often each node wants one.</param>
/// <param name="Within">By when it must have begun, from the asking on.</param>
public sealed record SyntheticDemand(TimeSpan Every, TimeSpan Within)
{
    /// <summary>A reboot a week, to have begun within three days.</summary>
    public static SyntheticDemand Usual { get; } = new(TimeSpan.FromDays(7), TimeSpan.FromDays(3));

    /// <summary>In words, for whoever reads the result.</summary>
    public string Words => $"made up: each node wants a reboot every {DurationText.Human(Every)}, to have begun within {DurationText.Human(Within)}";

    /// <summary>The requests of a span; each node asks at least once, however short it is.</summary>
    public IReadOnlyList<MaintenanceRequest> Of(IReadOnlyList<RehearsedNode> nodes, TimeRange span, ulong seed)
    {
        var times = Math.Max(1, (int)Math.Round(span.Duration / Every));
        var requests = new List<MaintenanceRequest>();
        foreach (var node in nodes)
        {
            for (var turn = 0; turn < times; turn++)
            {
                var asked = span.Start + (span.Duration * ((turn + Chance.Of(seed, node.Name, turn)) / times));
                asked = new DateTimeOffset(asked.Ticks - (asked.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
                requests.Add(new MaintenanceRequest
                {
                    Id = string.Create(CultureInfo.InvariantCulture, $"R-{requests.Count + 1}"),
                    Action = new MaintenanceAction.RebootNode(node.Name),
                    Deadline = asked + Within,
                    Reason = "made up for a rehearsal",
                    RequestedBy = "rehearsal",
                    RequestedAt = asked,
                });
            }
        }

        return requests;
    }
}
