using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Store;

namespace BakeWindow.Simulator.Cluster.Machines;

/// <summary>All machines: power, boot, and the nodes' own word about themselves (Lease, status).</summary>
internal sealed class Fleet
{
    private const string LeaseNamespace = "kube-node-lease";
    private const int LeasesPerStatus = 30;

    private readonly ClusterState cluster;
    private readonly Dictionary<string, Machine> machines = new(StringComparer.Ordinal);

    public Fleet(ClusterState cluster)
    {
        this.cluster = cluster;
        Kubelet = new Kubelet(cluster, this);
    }

    public Kubelet Kubelet { get; }

    public Machine? Find(string? name) => name is null ? null : machines.GetValueOrDefault(name);

    public Machine Get(string name) => Find(name)
        ?? throw new ArgumentException($"there is no machine \"{name}\"; there are: {string.Join(", ", machines.Keys.Order(StringComparer.Ordinal))}", nameof(name));

    /// <summary>Adds a machine whose kubelet is at work, with its node.</summary>
    public void Add(string name, JsonObject node)
    {
        var machine = new Machine(name, cluster.Names.Uid()) { Registration = node.Copy() };
        machines.Add(name, machine);
        cluster.Writes.Create(ResourceCatalog.Nodes, "", node);
        Report(machine, ready: true);
        KeepLease(machine);
    }

    /// <summary>Power off: nothing on it lives, and nobody says so.</summary>
    public void PowerOff(Machine machine)
    {
        machine.IsUp = false;
        machine.KubeletFrozen = false;
        machine.Epoch++;
        foreach (var run in machine.Runs.Values.Where(run => run.State != RunState.Ended))
        {
            run.State = RunState.Ended;
            run.ReadySince = null;
            run.EndedAt = cluster.Now;
            run.ExitCode = 255;
        }
    }

    /// <summary>Boots: another boot ID, first not ready, then ready, and the pods are begun again.</summary>
    public void PowerOn(Machine machine)
    {
        machine.IsUp = true;
        machine.BootId = cluster.Names.Uid();
        Start(machine, freshBoot: true);
    }

    /// <summary>The kubelet runs again after it hung.</summary>
    public void Thaw(Machine machine)
    {
        machine.KubeletFrozen = false;
        if (machine.IsUp)
        {
            Start(machine, freshBoot: false);
        }
    }

    private void Start(Machine machine, bool freshBoot)
    {
        if (freshBoot && NodeOf(machine) is null)
        {
            // Somebody deleted the node: a kubelet that starts registers itself again.
            cluster.Writes.Create(ResourceCatalog.Nodes, "", machine.Registration.Copy());
        }

        KeepLease(machine);
        Report(machine, ready: !freshBoot);
        if (freshBoot)
        {
            cluster.Events.Tell(NodeOf(machine), "Warning", "Rebooted", $"Node {machine.Name} has been rebooted, boot id: {machine.BootId}", "kubelet");
            var epoch = machine.Epoch;
            cluster.Agenda.After(cluster.Options.KubeletSettles, () =>
            {
                if (machine.Epoch == epoch && machine.KubeletWorks)
                {
                    Report(machine, ready: true);
                }
            });
        }

        Kubelet.Resume(machine);
    }

    /// <summary>The kubelet's view of its node.</summary>
    private void Report(Machine machine, bool ready) => cluster.Writes.Edit(new ObjectKey(ResourceCatalog.Nodes, "", machine.Name), node =>
    {
        Condition(node, "MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available");
        Condition(node, "DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure");
        Condition(node, "PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available");
        Condition(
            node,
            "Ready",
            ready ? "True" : "False",
            ready ? "KubeletReady" : "KubeletNotReady",
            ready ? "kubelet is posting ready status" : "container runtime status check may not have completed yet");
        node.Need("status").Need("nodeInfo")["bootID"] = machine.BootId;
    });

    private void Condition(JsonObject node, string type, string status, string reason, string message) =>
        Conditions.Write(node, type, status, cluster.Now, reason, message)["lastHeartbeatTime"] = Stamps.Seconds(cluster.Now);

    private void KeepLease(Machine machine, int count = 0)
    {
        var key = new ObjectKey(ResourceCatalog.Leases, LeaseNamespace, machine.Name);
        if (cluster.Store.Find(key) is null)
        {
            var meta = new JsonObject { ["name"] = machine.Name };
            if (NodeOf(machine) is { } node)
            {
                meta["ownerReferences"] = new JsonArray(new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Node", ["name"] = node.Name(), ["uid"] = node.Uid() });
            }

            cluster.Writes.Create(ResourceCatalog.Leases, LeaseNamespace, new JsonObject
            {
                ["metadata"] = meta,
                ["spec"] = new JsonObject { ["holderIdentity"] = machine.Name, ["leaseDurationSeconds"] = 40 },
            });
        }

        cluster.Writes.Edit(key, lease => lease.Need("spec")["renewTime"] = Stamps.Micro(cluster.Now));
        if (count > 0 && count % LeasesPerStatus == 0)
        {
            Report(machine, ready: true);
        }

        var epoch = machine.Epoch;
        cluster.Agenda.Once($"lease/{machine.Name}/{epoch}", cluster.Options.LeaseRenewal, () =>
        {
            if (machine.Epoch == epoch && machine.KubeletWorks)
            {
                KeepLease(machine, count + 1);
            }
        });
    }

    private JsonObject? NodeOf(Machine machine) => cluster.Store.Find(ResourceCatalog.Nodes, "", machine.Name);
}
