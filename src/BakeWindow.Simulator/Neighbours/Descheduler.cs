using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Neighbours;

/// <summary>
/// descheduler's evictor: pods that say <c>prefer-no-eviction</c> are left alone under noEvictionPolicy Mandatory and come last under Preferred; what it evicts bears its name in the Eviction.
/// </summary>
public sealed class Descheduler(ClusterCalls calls, bool mandatory)
{
    private const string PreferNoEviction = "descheduler.alpha.kubernetes.io/prefer-no-eviction";

    /// <summary>Evicts every pod of a namespace that it may.</summary>
    /// <returns>Names and statuses, in order.</returns>
    public async Task<IReadOnlyList<(string Pod, int Status)>> RunAsync(string ns)
    {
        var told = new List<(string, int)>();
        var pods = (await calls.ListAsync($"api/v1/namespaces/{ns}/pods")).Where(p => !ClusterCalls.StaysInDrains(p)).OrderBy(Prefers).ToList();
        foreach (var pod in pods.Where(p => !mandatory || !Prefers(p)))
        {
            told.Add(((string)pod["metadata"]!["name"]!, await calls.EvictAsync(pod, new JsonObject { ["requested-by"] = "sigs.k8s.io/descheduler" })));
        }

        return told;
    }

    private static bool Prefers(JsonObject pod) => ClusterCalls.Annotation(pod, PreferNoEviction) is not null;
}
