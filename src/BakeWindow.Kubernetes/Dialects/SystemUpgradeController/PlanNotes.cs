using System.Text.Json.Nodes;

namespace BakeWindow.Kubernetes.Dialects.SystemUpgradeController;

/// <summary>What the users of a plan should know or set. Pure.</summary>
internal static class PlanNotes
{
    private const string Prepare = """
        prepare:
          image: bakewindow-cli
          args: ["gate", "--node", "$(SYSTEM_UPGRADE_NODE_NAME)", "--for", "30m", "--server", "http://bakewindow.bakewindow.svc:8080"]
        """;

    public static IEnumerable<DialectNote> Of(JsonObject plan)
    {
        var name = plan.Text("metadata", "name");
        if (plan.At("spec", "drain", "disableEviction") is JsonValue disabled && disabled.TryGetValue<bool>(out var past) && past)
        {
            yield return new DialectNote("disable-eviction", true, $"Plan {name} deletes pods instead of evicting them (drain.disableEviction): no floor and no eviction webhook is asked.", "spec.drain.disableEviction: false");
        }

        if (plan.At("spec", "window") is JsonObject)
        {
            yield return new DialectNote("window-checked-once", false, $"Plan {name} looks at its window only while it works on no node: once begun, node after node follows past the end.", "BakeWindow's label holds the nodes that are still to come; add the prepare container too");
        }

        if (plan.At("spec", "prepare") is null)
        {
            yield return new DialectNote("prepare-missing", true, $"Plan {name} has no prepare container: a node that was chosen in the moment before it was held is cordoned, drained and upgraded without a question.", Prepare);
        }

        var concurrency = plan.Number("spec", "concurrency") ?? 0;
        if (concurrency > 1)
        {
            yield return new DialectNote("concurrency", true, $"Plan {name} works on {concurrency} nodes at once, also on two that carry one baker.", "spec.concurrency: 1");
        }
        else if (concurrency == 0)
        {
            yield return new DialectNote("concurrency-zero", false, $"Plan {name} has concurrency 0: it takes no node and may call itself complete.", "spec.concurrency: 1, and nodeSelector to hold it");
        }
    }
}
