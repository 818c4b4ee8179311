using BakeWindow.Simulator.Cluster.Access;
using BakeWindow.Simulator.Cluster.Api;
using BakeWindow.Simulator.Cluster.Store;
using BakeWindow.Simulator.Cluster.Writing;

namespace BakeWindow.Simulator.Cluster.Admission;

/// <summary>
/// Deletes by the cluster's own parts: controllers, kubelets, the garbage collector. They are asked about under their real names like everybody's; who is refused
/// tries again later. Where no webhook listens a delete is done at once.
/// </summary>
internal sealed class OwnDeletes(ClusterState cluster, Action<Action> enter)
{
    /// <summary>Between two tries of what was refused.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(5);

    private readonly HashSet<string> asking = new(StringComparer.Ordinal);
    private Task last = Task.CompletedTask;

    /// <summary>Ends when every webhook that was asked by then has answered, and what followed from it is done.</summary>
    public Task SettledAsync() => last;

    /// <summary>Deletes an object unless somebody says no; then <paramref name="again"/> is called some seconds later.</summary>
    public void Delete(Caller who, ObjectKey key, DeleteOptions options, Action again)
    {
        var name = $"{who.User} {key}";
        if (asking.Add(name))
        {
            Try(who, key, options, again, name, new AdmissionTalk());
        }
    }

    private void Try(Caller who, ObjectKey key, DeleteOptions options, Action again, string name, AdmissionTalk talk)
    {
        try
        {
            cluster.Deletes.Delete(key, options, (old, grace) => cluster.Admission.Demand(RequestAdmission.Review(who, key, key.Name, options, old, grace), talk, []));
            asking.Remove(name);
        }
        catch (AdmissionPending pending)
        {
            last = Task.WhenAll(last, AskAsync(pending, () => Try(who, key, options, again, name, talk)));
        }
        catch (ApiRefusal refusal) when (cluster.Store.Find(key) is not { } left || left.Uid() != (options.Uid ?? left.Uid()))
        {
            // It went by another way, or another one stands in its place.
            _ = refusal;
            asking.Remove(name);
        }
        catch (ApiRefusal)
        {
            asking.Remove(name);
            cluster.Agenda.Once($"again/{name}", Again, again);
        }
    }

    private async Task AskAsync(AdmissionPending pending, Action goOn)
    {
        // Not on the thread that holds the lock.
        await Task.Run(pending.AskAsync);
        enter(goOn);
    }
}
