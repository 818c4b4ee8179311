using BakeWindow.Core.Time;

namespace BakeWindow.Core.Bypasses.Rules;

/// <summary>Those who reboot or upgrade nodes: kured, FLUO, the system-upgrade-controller.</summary>
internal static class RebootRules
{
    public static IEnumerable<Bypass> Of(AuditScene scene) =>
        scene.Facts.Neighbours.SelectMany(n => n switch
        {
            Neighbour.Kured kured => Kured(scene, kured),
            Neighbour.Fluo fluo => Fluo(scene, fluo),
            Neighbour.UpgradePlan plan => Plan(scene, plan),
            _ => [],
        });

    private static IEnumerable<Bypass> Kured(AuditScene scene, Neighbour.Kured kured)
    {
        if (kured.Forces)
        {
            yield return scene.About(scene.AllNodes, kured.Subject, BypassCode.KuredForces, BypassSeverity.Critical,
                $"kured runs with --force-reboot: {(kured.DrainTimeout is { } after ? $"{DurationText.Human(after)} after the drain began" : "when the drain fails")} it reboots the node, whatever still runs there.",
                "Take --force-reboot out of kured's arguments");
        }

        if (kured.DrainTimeout is null)
        {
            yield return scene.About(scene.AllNodes, kured.Subject, BypassCode.KuredDrainsForEver, BypassSeverity.Warning,
                "kured has no --drain-timeout: it tests window and blockers once, then drains for as long as it takes, and reboots at whatever time that ends.",
                "--drain-timeout=10m (at most the shortest window that you would reboot in)");
        }

        if (!kured.Gated)
        {
            yield return scene.About(scene.AllNodes, kured.Subject, BypassCode.KuredNotGated, BypassSeverity.Warning,
                "kured does not ask BakeWindow before it cordons and drains; only the floor holds it.",
                "--prometheus-url=http://bakewindow.bakewindow.svc/compat/prometheus/$(KURED_NODE_ID), or --blocking-pod-selector=bakewindow.io/exclusion=true");
        }
    }

    private static IEnumerable<Bypass> Fluo(AuditScene scene, Neighbour.Fluo fluo)
    {
        yield return scene.About(scene.AllNodes, fluo.Subject, BypassCode.FluoDropsDrainErrors, fluo.Gated ? BypassSeverity.Warning : BypassSeverity.Critical,
            fluo.Gated
                ? "FLUO waits for BakeWindow's annotation before a reboot; but once it has started it drops drain errors and reboots, so budget and webhook don't hold it."
                : "FLUO's agent drops drain errors and reboots all the same, so budget and webhook don't hold it, and its operator does not wait for BakeWindow.",
            "--before-reboot-annotations=bakewindow.io/window-open --after-reboot-annotations=bakewindow.io/baker-healthy in the operator's arguments");
    }

    private static IEnumerable<Bypass> Plan(AuditScene scene, Neighbour.UpgradePlan plan)
    {
        var patch = $"kubectl -n {plan.Subject.Namespace} patch plan {plan.Subject.Name} --type=merge -p";
        if (plan.DisablesEviction)
        {
            yield return scene.About(plan.Nodes, plan.Subject, BypassCode.PlanDisablesEviction, BypassSeverity.Critical,
                $"Plan {plan.Subject.Name} sets drain.disableEviction: it deletes pods instead of evicting them, so budget and eviction webhook are not asked.",
                $"{patch} '{{\"spec\":{{\"drain\":{{\"disableEviction\":false}}}}}}'");
        }

        if (plan.Forces)
        {
            yield return scene.About(plan.Nodes, plan.Subject, BypassCode.PlanForces, BypassSeverity.Warning,
                $"Plan {plan.Subject.Name} sets drain.force: pods without a controller are removed too, and nobody brings them back.",
                $"{patch} '{{\"spec\":{{\"drain\":{{\"force\":false}}}}}}'");
        }

        if (!plan.Gated)
        {
            yield return scene.About(plan.Nodes, plan.Subject, BypassCode.PlanNotGated, BypassSeverity.Warning,
                $"Plan {plan.Subject.Name} has no prepare container that asks the gate: it starts when its version changes, and its window is tested at the start only.",
                $"{patch} '{{\"spec\":{{\"prepare\":{{\"image\":\"bakewindow\",\"command\":[\"bakewindow\"],\"args\":[\"gate\",\"--server\",\"http://bakewindow.bakewindow.svc:8080\",\"--node\",\"$(SYSTEM_UPGRADE_NODE_NAME)\",\"--for\",\"30m\"]}}}}}}'");
        }
    }
}
