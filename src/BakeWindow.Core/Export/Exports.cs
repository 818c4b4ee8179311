using BakeWindow.Core.Time;

namespace BakeWindow.Core.Export;

/// <summary>What became of an export. All cases stand here.</summary>
public abstract record ExportOutcome
{
    private ExportOutcome()
    {
    }

    /// <summary>Ready to run.</summary>
    /// <param name="Text">Commands, JSON or HCL, ending with a line feed.</param>
    /// <param name="Periods">The spans in it.</param>
    /// <param name="Notes">What to know before it is run.</param>
    public sealed record Ready(string Text, IReadOnlyList<ExportPeriod> Periods, IReadOnlyList<string> Notes) : ExportOutcome;

    /// <summary>The cloud would not take it.</summary>
    /// <param name="Why">Which limit would be broken, by what, and the mend.</param>
    public sealed record Refused(string Why) : ExportOutcome;
}

/// <summary>Writes spans in the words of a cloud, within its limits.</summary>
public static class Exports
{
    /// <summary>Writes them.</summary>
    public static ExportOutcome Write(ExportTarget target, IReadOnlyList<ExportPeriod> periods, ExportPlace place, TimeSpan need, DateTimeOffset now)
    {
        if (target is ExportTarget.Eks)
        {
            return new ExportOutcome.Ready(EksText.Of(place, need), periods, ["EKS has no maintenance exclusions: ask before every update of a node group instead.", .. Told(periods)]);
        }

        if (target is ExportTarget.Az or ExportTarget.AksTerraform)
        {
            var days = AksDays.Of(periods);
            return new ExportOutcome.Ready(target is ExportTarget.Az ? AksText.Commands(days, place) : AksText.Terraform(days), periods,
                ["AKS takes whole days only, by the offset of its schedule: partly closed days are closed whole, and one day behind them.", "AKS holds to its schedule as best it can; urgent fixes come whenever they come.", .. Told(periods)]);
        }

        var merged = GkeLimits.Merged(periods);
        return GkeLimits.Problem(merged, now) is { } problem
            ? new ExportOutcome.Refused(problem)
            : new ExportOutcome.Ready(
                target switch
                {
                    ExportTarget.Gcloud => GkeText.Commands(merged, place),
                    ExportTarget.GkeJson => GkeText.Body(merged),
                    _ => GkeText.Terraform(merged),
                },
                merged,
                [$"Exclusions that the cluster already has count against the {GkeLimits.Most} as well; remove those of BakeWindow that have passed.", "GKE may still patch against a critical weakness inside an exclusion.", .. Told(periods)]);
    }

    private static IEnumerable<string> Told(IReadOnlyList<ExportPeriod> periods) =>
        periods.Count == 0 ? ["Nothing to exclude: each known cycle has a window that holds the need, and there is neither a freeze nor an activation ahead."] : [];
}
