using BakeWindow.Simulator.Cluster.Access;
using BakeWindow.Simulator.Cluster.Admission;
using BakeWindow.Simulator.Cluster.Api;
using BakeWindow.Simulator.Cluster.Controllers;
using BakeWindow.Simulator.Cluster.Custom;
using BakeWindow.Simulator.Cluster.Machines;

namespace BakeWindow.Simulator.Cluster;

/// <summary>
/// A Kubernetes cluster that lives on a clock: its API with the semantics of a 1.32 server, its controllers, its nodes. One lock holds all of it; what is
/// due happens before every request and when the clock comes to it.
/// </summary>
public sealed partial class SimCluster : IDisposable
{
    private const int WritesKept = 50_000;

    private readonly Lock gate = new();
    private readonly SimClusterOptions options;
    private readonly Agenda agenda;
    private readonly ClusterState state;
    private readonly Fleet fleet;
    private readonly DisruptionController disruption;
    private readonly CustomDefinitions definitions;
    private readonly Watching watching;
    private readonly KubeApi api;
    private readonly Tokens tokens = new();
    private readonly WriteFaults faults = new();
    private readonly Queue<ApiCall> writes = new();

    /// <summary>An empty cluster: namespaces, no nodes.</summary>
    public SimCluster(TimeProvider time, SimClusterOptions? options = null)
    {
        this.options = options ?? new SimClusterOptions();
        agenda = new Agenda(time, Tick);
        state = new ClusterState(this.options, agenda, Do);
        watching = new Watching(state);
        fleet = new Fleet(state);
        _ = new NodeLifecycle(state);
        _ = new TaintEviction(state);
        _ = new Scheduler(state);
        _ = new StatefulSets(state);
        _ = new ReplicaSets(state);
        _ = new Deployments(state);
        _ = new DaemonSets(state);
        _ = new Jobs(state);
        disruption = new DisruptionController(state);
        _ = new GarbageCollector(state);
        _ = new PodGarbage(state);
        definitions = new CustomDefinitions(state);
        api = new KubeApi(state, new Rbac(state.Store), watching);
        tokens.Add(this.options.AdminToken, Caller.Admin);
        foreach (var ns in (string[])["default", "kube-system", "kube-node-lease", "kube-public"])
        {
            AddNamespace(ns);
        }
    }

    /// <summary>The cluster's own time.</summary>
    public DateTimeOffset Now => Do(() => state.Now);

    /// <summary>The writes that the API was asked for, oldest first, refused ones too; the last 50,000.</summary>
    public IReadOnlyList<ApiCall> Writes => Do(() => (IReadOnlyList<ApiCall>)[.. writes]);

    /// <summary>How many watches are open.</summary>
    public int OpenWatches => Do(() => watching.Count);

    /// <summary>
    /// Ends when the webhooks that controllers and kubelets had to ask have answered, and what followed is done: they are asked in real time, whatever the
    /// cluster's clock does.
    /// </summary>
    public async Task WebhooksSettleAsync()
    {
        Task asked;
        do
        {
            asked = Do(state.OwnDeletes.SettledAsync);
            await asked;
        }
        while (asked != Do(state.OwnDeletes.SettledAsync));
    }

    /// <summary>Lets everything happen that is due. The clock calls it too.</summary>
    public void Tick() => Do(() => { });

    /// <summary>Serves the API: at the root with a bearer token, below /as/{token}/ without.</summary>
    public void MapKubernetes(IEndpointRouteBuilder endpoints) => new KubeEndpoints(this).Map(endpoints);

    /// <summary>
    /// A kubeconfig for the administrator. kubectl sends a token only over TLS, so that over plain HTTP the address carries it; the token stands in it too
    /// for clients that send it anyway.
    /// </summary>
    public string Kubeconfig(string serverUrl) =>
        $"""
        apiVersion: v1
        kind: Config
        current-context: simulated
        clusters:
        - name: simulated
          cluster:
            server: {serverUrl.TrimEnd('/')}/as/{options.AdminToken}
        users:
        - name: admin
          user:
            token: {options.AdminToken}
        contexts:
        - name: simulated
          context:
            cluster: simulated
            user: admin

        """;

    /// <inheritdoc/>
    public void Dispose() => Do(() =>
    {
        watching.EndAll();
        agenda.Dispose();
        state.Admission.Dispose();
    });

    /// <summary>Answers one request of the API. While webhooks are asked about it others go on.</summary>
    internal async Task<ApiAnswer> AnswerAsync(ApiRequest request, string? authorization, string agent, string fullPath)
    {
        while (true)
        {
            var (answer, pending) = Do(() => apiIsAway ? (ApiAnswer.Lost, null) : Try(request, authorization), one => Remember(request, one.Answer, authorization, agent, fullPath));
            if (answer is not null)
            {
                return answer;
            }

            await pending!.AskAsync();
        }
    }

    internal void Close(WatchStream watch) => Do(() => watching.Close(watch));

    private (ApiAnswer? Answer, AdmissionPending? Pending) Try(ApiRequest request, string? authorization)
    {
        request.Warnings.Clear();
        try
        {
            request = request with { Caller = tokens.Who(authorization) };
            return (faults.Answer(request, () => api.Answer(request)), null);
        }
        catch (ApiRefusal refusal)
        {
            return (ApiAnswer.Refused(refusal), null);
        }
        catch (AdmissionPending pending)
        {
            return (null, pending);
        }
    }

    private void Remember(ApiRequest request, ApiAnswer? answer, string? authorization, string agent, string fullPath)
    {
        if (answer is null || !request.IsWrite)
        {
            return;
        }

        if (writes.Count == WritesKept)
        {
            writes.Dequeue();
        }

        writes.Enqueue(new ApiCall(state.Now, request.Method, fullPath, tokens.Find(authorization).User, agent, answer.Code));
    }

    private void Do(Action act) => Do(() =>
    {
        act();
        return 0;
    });

    // What is due comes first; what the act made due at once (with no reaction time) comes before anybody else gets in.
    private T Do<T>(Func<T> act, Action<T>? afterwards = null)
    {
        lock (gate)
        {
            agenda.RunDue();
            var result = act();
            afterwards?.Invoke(result);
            agenda.RunDue();
            return result;
        }
    }
}
