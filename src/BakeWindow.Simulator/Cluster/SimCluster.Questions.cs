using BakeWindow.Simulator.Cluster.Machines;
using BakeWindow.Simulator.Cluster.Selectors;
using BakeWindow.Simulator.Cluster.Store;

namespace BakeWindow.Simulator.Cluster;

/// <content>What is true in the cluster, for those who live in it.</content>
public sealed partial class SimCluster
{
    /// <summary>
    /// Whether there is a pod of the selection and all of them are ready, and since when without a break. This is what is true on the machines: when one
    /// loses its power its pods are not ready at once, though the API says so for some time.
    /// </summary>
    public bool AllReady(string ns, string selector, out DateTimeOffset since)
    {
        var (ready, from) = Do(() =>
        {
            var chosen = LabelSelectorParser.Parse(selector);
            var pods = state.Store.All(ResourceCatalog.Pods, ns).Where(chosen.Matches).ToList();
            var starts = pods
                .Select(pod => fleet.Find(pod.Text("spec", "nodeName"))?.Runs.GetValueOrDefault(pod.Uid()))
                .Select(run => run is { State: RunState.Ready } ? run.ReadySince : null)
                .ToList();
            return starts.Count > 0 && starts.TrueForAll(start => start is not null) ? (true, starts.Max() ?? default) : (false, default(DateTimeOffset));
        });
        since = from;
        return ready;
    }

    /// <summary>An object as JSON, as GET would show it; null where there is none. The kind is a plural like nodes or poddisruptionbudgets.</summary>
    public string? Json(string plural, string ns, string name) => Do(() =>
        state.Store.Find(
            state.Kinds.All.FirstOrDefault(resource => resource.Plural == plural) ?? throw new ArgumentException($"\"{plural}\" is not served", nameof(plural)),
            ns,
            name)?.ToJsonString(Api.Wire.Options));
}
