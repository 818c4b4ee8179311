using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Time;

namespace BakeWindow.Web.Maintaining;

/// <summary>Reads what is to be done from a request's texts.</summary>
internal static class ActionForm
{
    private const string Known = "reboot, drain, restart, release or roll";

    /// <summary>The action; null when something about it is wrong, which is among the mistakes then.</summary>
    public static MaintenanceAction? Read(RequestForm form, World world, SortedDictionary<string, string> mistakes)
    {
        var word = string.IsNullOrWhiteSpace(form.Action) ? "reboot" : form.Action.Trim().ToLowerInvariant();
        switch (word)
        {
            case "restart" or "release":
                Unused("node", form.Node, word, mistakes);
                Unused("pool", form.Pool, word, mistakes);
                Unused("each", form.Each, word, mistakes);
                Unused("hold", form.Hold, word, mistakes);
                return Workload(form, word, world, mistakes);
            case "roll":
                Unused("node", form.Node, word, mistakes);
                Unused("workload", form.Workload, word, mistakes);
                return Pool(form, world, mistakes);
            case "drain" or "reboot":
                Unused("workload", form.Workload, word, mistakes);
                Unused("pool", form.Pool, word, mistakes);
                Unused("each", form.Each, word, mistakes);
                return Node(form, word, world, mistakes);
            default:
                mistakes["action"] = $"\"{RequestForm.Shown(form.Action)}\" is not known; write {Known}";
                Node(form, "reboot", world, mistakes);
                return null;
        }
    }

    private static MaintenanceAction? Node(RequestForm form, string word, World world, SortedDictionary<string, string> mistakes)
    {
        var node = form.Node?.Trim() ?? "";
        var before = mistakes.Count;
        if (node.Length == 0)
        {
            mistakes["node"] = $"name the node to {word}";
        }
        else if (world.Cluster is not { } cluster)
        {
            mistakes["node"] = "no cluster is configured, so nothing can be maintained";
        }
        else if (cluster.Connected && !cluster.Nodes.ContainsKey(node))
        {
            mistakes["node"] = $"there is no node \"{RequestForm.Shown(node)}\"; there are {string.Join(", ", cluster.Nodes.Keys.Order(StringComparer.Ordinal).Take(10))}";
        }

        if (word == "reboot")
        {
            Unused("hold", form.Hold, word, mistakes);
            return mistakes.Count > before ? null : new MaintenanceAction.RebootNode(node);
        }

        var hold = Hold(form, mistakes);
        return mistakes.Count > before ? null : new MaintenanceAction.DrainNode(node, hold ?? MaintenanceAction.DrainNode.UsualHold);
    }

    private static MaintenanceAction? Workload(RequestForm form, string word, World world, SortedDictionary<string, string> mistakes)
    {
        if (!WorkloadName.TryParse(form.Workload, out var workload, out var error))
        {
            mistakes["workload"] = error.Replace(form.Workload ?? "\u0000", RequestForm.Shown(form.Workload), StringComparison.Ordinal);
        }
        else if (world.Cluster is not { } cluster)
        {
            mistakes["workload"] = "no cluster is configured, so nothing can be maintained";
        }
        else if (word == "release" && workload.Kind is WorkloadKind.Deployment)
        {
            mistakes["workload"] = "a Deployment holds no rollout; name a StatefulSet or DaemonSet, or restart it";
        }
        else if (cluster.Connected && !cluster.Pods.Any(workload.Owns))
        {
            mistakes["workload"] = $"no pod of {RequestForm.Shown(workload.ToString())} is in the cluster; nothing would be restarted";
        }
        else
        {
            return word == "restart" ? new MaintenanceAction.RestartWorkload(workload) : new MaintenanceAction.ReleaseRollout(workload);
        }

        return null;
    }

    private static MaintenanceAction.RollPool? Pool(RequestForm form, World world, SortedDictionary<string, string> mistakes)
    {
        var before = mistakes.Count;
        var drain = form.Each?.Trim().Equals("drain", StringComparison.OrdinalIgnoreCase) is true;
        if (!string.IsNullOrWhiteSpace(form.Each) && !drain && !form.Each.Trim().Equals("reboot", StringComparison.OrdinalIgnoreCase))
        {
            mistakes["each"] = $"\"{RequestForm.Shown(form.Each)}\" is not known; write reboot or drain";
        }

        var hold = drain ? Hold(form, mistakes) : null;
        if (!drain)
        {
            Unused("hold", form.Hold, "roll without drain", mistakes);
        }

        if (!LabelSelector.TryParse(form.Pool, out var selector, out var error))
        {
            mistakes["pool"] = form.Pool is { Length: > 60 } ? "the label selector is not understood: write key=value,key in (a,b)" : error;
        }
        else if (world.Cluster is not { } cluster)
        {
            mistakes["pool"] = "no cluster is configured, so nothing can be maintained";
        }
        else if (cluster.Connected && !cluster.Nodes.Values.Any(n => selector.Matches(n.Labels)))
        {
            mistakes["pool"] = $"no node bears the labels {RequestForm.Shown(selector.Text)}";
        }

        return mistakes.Count > before ? null : new MaintenanceAction.RollPool(selector, drain ? PoolWork.Drain : PoolWork.Reboot, hold);
    }

    private static TimeSpan? Hold(RequestForm form, SortedDictionary<string, string> mistakes)
    {
        if (string.IsNullOrWhiteSpace(form.Hold))
        {
            return null;
        }

        if (!DurationText.TryParse(form.Hold, out var hold, out var error))
        {
            mistakes["hold"] = error;
        }
        else if (hold > TimeSpan.FromDays(1))
        {
            mistakes["hold"] = "a node is held for others for at most a day";
        }

        return hold;
    }

    // What is given and not used would be believed to have been heard.
    private static void Unused(string field, string? text, string word, SortedDictionary<string, string> mistakes)
    {
        if (!string.IsNullOrWhiteSpace(text))
        {
            mistakes[field] = $"{word} takes no {field}; leave it out";
        }
    }
}
