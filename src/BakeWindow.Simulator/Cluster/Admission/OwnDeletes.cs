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

    /// <summary>Deletes the object of that uid unless somebody says no; then <paramref name="again"/> is called some seconds later.</summary>
    public void Delete(Caller who, ObjectKey key, string uid, DeleteOptions options, Action again)
    {
        var name = $"{who.User} {key} {uid}";
        if (asking.Add(name))
        {
            Try(name, who, key, uid, options, again, new AdmissionTalk());
        }
    }

    private void Try(string name, Caller who, ObjectKey key, string uid, DeleteOptions options, Action again, AdmissionTalk talk)
    {
        if (cluster.Store.Find(key)?.Uid() != uid)
        {
            // It went by another way while a webhook thought about it.
            asking.Remove(name);
            return;
        }

        try
        {
            cluster.Deletes.Delete(key, options, (old, grace) => cluster.Admission.Demand(RequestAdmission.Review(who, key, key.Name, options, old, grace), talk, []));
            asking.Remove(name);
        }
        catch (AdmissionPending pending)
        {
            last = Task.WhenAll(last, AskAsync(pending, () => Try(name, who, key, uid, options, again, talk)));
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
