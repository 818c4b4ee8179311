using BakeWindow.Core.Cluster;
using BakeWindow.Kubernetes.Marks;

namespace BakeWindow.Kubernetes.Dialects.Fluo;

/// <summary>What users of Flatcar's update operator should know or set. Pure.</summary>
internal static class FluoNotes
{
    public const string Before = "before-reboot-annotations";
    public const string After = "after-reboot-annotations";

    public static IEnumerable<DialectNote> Of(ContainerReading? control)
    {
        var waits = Waits(control, Before, Mark.WindowOpen);
        yield return new DialectNote("drain-errors-ignored", !waits,
            "The agent ignores errors of its drain and reboots all the same, and it passes by pods in kube-system: neither a budget nor a webhook holds it. Only reboot-paused and the annotation that its operator waits for do.",
            $"--{Before}={Mark.WindowOpen}");
        if (!Waits(control, After, FluoDialect.BakerHealthy))
        {
            yield return new DialectNote("next-node-too-soon", true, "The operator takes the next node as soon as the last one is Ready, long before its baker attests again.", $"--{After}={FluoDialect.BakerHealthy}");
        }

        if (control?.Flag("reboot-window-start") is { } start)
        {
            yield return new DialectNote("window-checked-once", false, $"The operator looks at its window ({start}) only when it chooses a node; what comes after goes on past the end.", "leave the hours to BakeWindow's Policy:Hours");
        }
    }

    public static DialectNote TooLate(string node) => new("reboot-granted", true, $"The operator has said reboot-ok on {node}: its agent drains and reboots now, and nothing holds it any more.",
        $"kubectl annotate node {node} {FluoDialect.Prefix}reboot-ok=false --overwrite  (in time only before the agent has seen it)");

    private static bool Waits(ContainerReading? control, string flag, string annotation) =>
        control?.All(flag).Any(f => f.Split(',', StringSplitOptions.TrimEntries).Contains(annotation, StringComparer.Ordinal)) is true;
}
