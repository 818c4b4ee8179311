using System.Text.RegularExpressions;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Time;

namespace BakeWindow.Kubernetes.Dialects.Kured;

/// <summary>What users of kured should know or set. Pure.</summary>
internal static class KuredNotes
{
    private const string Alert = "BakeWindowExclusion";

    public static IEnumerable<DialectNote> Of(KuredFlags flags, World world, ClusterSettings settings) =>
        new[] { Hears(flags, settings), HearsItself(flags, settings), Filter(flags), Drain(flags, world), Force(flags), Concurrency(flags), Window(flags), Overnight(flags), Ttl(flags), Period(flags), Demand(flags), DaemonSetBaker(world) }
            .OfType<DialectNote>();

    public static IEnumerable<DialectNote> Of(IReadOnlyList<ForeignWork> locks, World world) => locks
        .Where(l => world.Cluster is { Connected: true } cluster && !cluster.Nodes.ContainsKey(l.Node))
        .Select(l => new DialectNote("ghost-lock", false, $"kured's lock is held for {l.Node}, which is not in the cluster any more: kured reboots nothing until it is taken off.",
            "kubectl -n NAMESPACE annotate daemonset kured weave.works/kured-node-lock-  (and set --lock-ttl=30m)"));

    private static string Url(ClusterSettings settings) => $"http://bakewindow.{settings.Namespace}.svc:8080/compat/prometheus/$(KURED_NODE_ID)";

    private static DialectNote? Hears(KuredFlags f, ClusterSettings settings) => f.AsksUs || f.BlockingPods.Any(IsOurs)
        ? null
        : new("not-asking", true, "kured asks nobody before it reboots: neither --prometheus-url nor --blocking-pod-selector leads to BakeWindow. Only the floor holds its drain, and only of pods that are evicted.",
            $"--prometheus-url={Url(settings)}\n--blocking-pod-selector={KuredDialect.Exclusion}=true");

    private static bool IsOurs(string selector) => selector.Replace(" ", "", StringComparison.Ordinal).Contains($"{KuredDialect.Exclusion}=true", StringComparison.Ordinal);

    private static DialectNote? HearsItself(KuredFlags f, ClusterSettings settings) => f.AsksUs && !f.AsksForItsNode
        ? new("one-node-for-all", true, "--prometheus-url names BakeWindow, but not the node that asks: every kured hears the answer for one and the same node.", $"--prometheus-url={Url(settings)}")
        : null;

    private static DialectNote? Filter(KuredFlags f)
    {
        if (!f.AsksUs || f.AlertFilter is not { Length: > 0 } filter)
        {
            return null;
        }

        bool? matches;
        try
        {
            matches = Regex.IsMatch(Alert, filter, RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(100));
        }
        catch (Exception e) when (e is ArgumentException or RegexMatchTimeoutException)
        {
            matches = null;
        }

        return matches is { } m && m == f.AlertFilterMatches
            ? null
            : new("alert-filtered", true, $"--alert-filter-regexp={filter} may keep kured from heeding the alert {Alert}.",
                $"--alert-filter-regexp='^{Alert}$' --alert-filter-match-only=true  (or an expression of alerts to ignore that does not match {Alert})");
    }

    private static DialectNote? Drain(KuredFlags f, World world)
    {
        var need = world.DefaultOutage.Need;
        return f.DrainTimeout == TimeSpan.Zero
            ? new("drain-without-end", true, "--drain-timeout is 0: once begun, kured drains for ever and reboots at whatever moment the last pod is gone. The floor keeps the baker's pod, but not the hour of the reboot.", $"--drain-timeout={Minutes(need)}")
            : f.DrainTimeout > need
                ? new("drain-too-long", true, $"--drain-timeout is {DurationText.Human(f.DrainTimeout)}, longer than the {DurationText.Human(need)} that are planned with: a drain that begins in a window may end after it.", $"--drain-timeout={Minutes(need)}")
                : null;
    }

    // As Go reads it.
    private static string Minutes(TimeSpan time) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Math.Floor(time.TotalMinutes):0}m");

    private static DialectNote? Force(KuredFlags f) => f.ForceReboot
        ? new("force-reboot", true, "--force-reboot: kured reboots even when its drain failed, so the floor does not hold it once it has begun.", "take --force-reboot away")
        : null;

    private static DialectNote? Concurrency(KuredFlags f) => f.Concurrency > 1
        ? new("concurrency", true, $"--concurrency={f.Concurrency}: several nodes at once, also two that carry one baker; each asks for itself, at the same moment.", "--concurrency=1")
        : null;

    private static DialectNote? Window(KuredFlags f) => f.HasWindow
        ? new("window-checked-once", false, "kured tests its window and its blockers once, before it takes its lock; a drain goes on past the end of either.", "keep --drain-timeout short")
        : null;

    private static DialectNote? Overnight(KuredFlags f) => f.Overnight && f.Days.Count is > 0 and < 7
        ? new("overnight-weekday", false, $"The window {f.Start}–{f.End} goes past midnight, but kured looks at the weekday of now: after midnight it is open only if the next day is listed too, and then also that evening.",
            "list both days in --reboot-days, or leave --reboot-days away: BakeWindow's Policy:Hours knows overnight spans")
        : null;

    private static DialectNote? Ttl(KuredFlags f) => f.LockTtl == TimeSpan.Zero
        ? new("lock-without-end", false, "--lock-ttl is off: a node that never comes back keeps kured's lock, and nothing is rebooted any more.", "--lock-ttl=30m")
        : null;

    private static DialectNote? Period(KuredFlags f) => f.Period > TimeSpan.FromMinutes(10)
        ? new("seldom-asking", false, $"kured asks every {DurationText.Human(f.Period)}: windows that are shorter pass it by, and a node that BakeWindow drained for it waits as long.", "--period=2m")
        : null;

    private static DialectNote? Demand(KuredFlags f) => f.AnnotatesNodes
        ? null
        : new("demand-not-told", false, "Without --annotate-nodes it is not known which nodes kured wants to reboot, so none is planned for.", "--annotate-nodes=true");

    private static DialectNote? DaemonSetBaker(World world)
    {
        var pods = world.Cluster?.Pods.Where(p => (p.ControllerKind == "DaemonSet" || p.IsMirror) && world.Workloads.Any(w => w.Selects(p))).Select(p => p.Name.ToString()).Order(StringComparer.Ordinal).ToList() ?? [];
        return pods.Count == 0 ? null
            : new("daemonset-baker", true, $"{string.Join(", ", pods.Take(5))}: no drain evicts pods of a DaemonSet or static pods, so no floor holds a reboot for them; only what kured asks before it begins does.", "set both lines of not-asking; better, run the baker as a StatefulSet");
    }
}
