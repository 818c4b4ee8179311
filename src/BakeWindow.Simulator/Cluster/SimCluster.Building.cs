using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using BakeWindow.Core.Time;
using BakeWindow.Simulator.Cluster.Access;
using BakeWindow.Simulator.Cluster.Controllers;
using BakeWindow.Simulator.Cluster.Machines;
using BakeWindow.Simulator.Cluster.Store;

namespace BakeWindow.Simulator.Cluster;

/// <content>Building a cluster.</content>
public sealed partial class SimCluster
{
    /// <summary>Adds a namespace; one that is there stays.</summary>
    public void AddNamespace(string name) => Do(() =>
    {
        if (state.Store.Find(ResourceCatalog.Namespaces, "", name) is null)
        {
            state.Writes.Create(ResourceCatalog.Namespaces, "", Named(name));
        }
    });

    /// <summary>Adds a machine and its node, Ready.</summary>
    public void AddNode(string name, string zone = "zone-a", IReadOnlyDictionary<string, string>? labels = null) => Do(() =>
    {
        var node = Named(name);
        node.Meta()["labels"] = Labels(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["beta.kubernetes.io/arch"] = "amd64",
            ["beta.kubernetes.io/os"] = "linux",
            ["kubernetes.io/arch"] = "amd64",
            ["kubernetes.io/hostname"] = name,
            ["kubernetes.io/os"] = "linux",
            ["topology.kubernetes.io/zone"] = zone,
        }, labels);
        node.Meta()["annotations"] = new JsonObject { ["node.alpha.kubernetes.io/ttl"] = "0" };
        node["spec"] = new JsonObject { ["providerID"] = $"simulated://{name}" };
        node["status"] = NodeStatus(name);
        fleet.Add(name, node);
    });

    /// <summary>Adds a StatefulSet. With <paramref name="pinnedTo"/> pod i can only be on node i of it, as with a local volume.</summary>
    public void AddStatefulSet(string ns, string name, IReadOnlyDictionary<string, string> labels, int replicas = 1, IReadOnlyList<string>? pinnedTo = null, PodLife? life = null) =>
        AddWorkload(ResourceCatalog.StatefulSets, ns, name, labels, life, set =>
        {
            set.Need("spec")["replicas"] = replicas;
            set.Need("spec")["serviceName"] = name;
            if (pinnedTo is not null)
            {
                set.Meta().Need("annotations")[StatefulSets.Pinned] = string.Join(',', pinnedTo);
            }
        });

    /// <summary>Adds a Deployment.</summary>
    public void AddDeployment(string ns, string name, IReadOnlyDictionary<string, string> labels, int replicas = 1, PodLife? life = null) =>
        AddWorkload(ResourceCatalog.Deployments, ns, name, labels, life, set => set.Need("spec")["replicas"] = replicas);

    /// <summary>Adds a DaemonSet.</summary>
    public void AddDaemonSet(string ns, string name, IReadOnlyDictionary<string, string> labels, PodLife? life = null) =>
        AddWorkload(ResourceCatalog.DaemonSets, ns, name, labels, life, _ => { });

    /// <summary>Adds a Job whose pods run for a while and end well.</summary>
    public void AddJob(string ns, string name, IReadOnlyDictionary<string, string> labels, TimeSpan runsFor) =>
        AddWorkload(ResourceCatalog.Jobs, ns, name, labels, null, job =>
        {
            job.Need("spec").Remove("selector");
            var template = job.Need("spec").Need("template");
            template.Need("spec")["restartPolicy"] = "Never";
            template.Need("metadata").Need("annotations")[PodHabits.Exit] = DurationText.Iso(runsFor);
        });

    /// <summary>
    /// Serves a custom resource at once, as a definition with a schema that takes everything would. Another version of a kind that is there is added to it.
    /// </summary>
    public void AddKind(string group, string version, string plural, string kind, bool namespaced = true, bool hasStatus = true) => Do(() =>
    {
        var definition = Named($"{plural}.{group}");
        var key = new ObjectKey(ResourceCatalog.Definitions, "", definition.Name());
        var served = new JsonObject
        {
            ["name"] = version,
            ["served"] = true,
            ["storage"] = state.Store.Find(key) is null,
            ["schema"] = new JsonObject { ["openAPIV3Schema"] = new JsonObject { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true } },
        };
        if (hasStatus)
        {
            served["subresources"] = new JsonObject { ["status"] = new JsonObject() };
        }

        if (state.Store.Find(key) is not null)
        {
            state.Writes.Edit(key, body => body.Need("spec")["versions"]!.AsArray().Add((JsonNode)served));
            return;
        }

        definition["spec"] = new JsonObject
        {
            ["group"] = group,
            ["scope"] = namespaced ? "Namespaced" : "Cluster",
            ["names"] = new JsonObject { ["plural"] = plural, ["kind"] = kind },
            ["versions"] = new JsonArray(served),
        };
        state.Writes.Create(ResourceCatalog.Definitions, "", definition);
        definitions.Establish(key);
    });

    /// <summary>Adds a static pod of a node, as its kubelet shows it.</summary>
    public void AddStaticPod(string ns, string name, string node) => Do(() =>
    {
        AddNamespace(ns);
        var pod = Named($"{name}-{node}");
        var home = state.Store.Find(ResourceCatalog.Nodes, "", node) ?? throw new ArgumentException($"there is no node \"{node}\"", nameof(node));
        pod.Meta()["annotations"] = new JsonObject
        {
            ["kubernetes.io/config.hash"] = SeededNames.Hash(name), [Rules.PodRules.MirrorAnnotation] = SeededNames.Hash(name), ["kubernetes.io/config.source"] = "file",
        };
        pod.Meta()["ownerReferences"] = new JsonArray(new JsonObject
        {
            ["apiVersion"] = "v1", ["kind"] = "Node", ["name"] = node, ["uid"] = home.Uid(), ["controller"] = true,
        });
        pod["spec"] = new JsonObject
        {
            ["nodeName"] = node,
            ["priorityClassName"] = "system-node-critical",
            ["priority"] = 2_000_001_000,
            ["tolerations"] = new JsonArray(new JsonObject { ["operator"] = "Exists", ["effect"] = "NoExecute" }),
            ["containers"] = new JsonArray(new JsonObject { ["name"] = name, ["image"] = "registry.example.test/static:1" }),
        };
        state.Writes.Create(ResourceCatalog.Pods, ns, pod);
    });

    /// <summary>Gives a ServiceAccount and a token for it. What it may do stands in Roles and bindings, made through the API.</summary>
    public string AddServiceAccount(string ns, string name) => Do(() =>
    {
        AddNamespace(ns);
        state.Writes.Create(ResourceCatalog.ServiceAccounts, ns, Named(name));
        var token = string.Create(CultureInfo.InvariantCulture, $"token-of-{ns}-{name}");
        tokens.Add(token, Caller.ServiceAccount(ns, name));
        return token;
    });

    /// <summary>Says where a service of the cluster ("namespace/name") really listens, for webhooks whose clientConfig names a service.</summary>
    public void ResolveService(string service, IPEndPoint endpoint) => state.Admission.Resolve(service, endpoint);

    private void AddWorkload(ResourceKind kind, string ns, string name, IReadOnlyDictionary<string, string> labels, PodLife? life, Action<JsonObject> shape) => Do(() =>
    {
        AddNamespace(ns);
        var set = Named(name);
        set.Meta()["labels"] = Labels(labels, null);
        set["spec"] = new JsonObject
        {
            ["selector"] = new JsonObject { ["matchLabels"] = Labels(labels, null) },
            ["template"] = new JsonObject
            {
                ["metadata"] = new JsonObject { ["labels"] = Labels(labels, null), ["annotations"] = (life ?? new PodLife()).Annotations() },
                ["spec"] = (life ?? new PodLife()).Spec(name),
            },
        };
        shape(set);
        state.Writes.Create(kind, ns, set);
    });

    private static JsonObject Named(string name) => new() { ["metadata"] = new JsonObject { ["name"] = name } };

    private static JsonObject Labels(IReadOnlyDictionary<string, string> labels, IReadOnlyDictionary<string, string>? more)
    {
        var map = new JsonObject();
        foreach (var (key, value) in labels.Concat(more ?? new Dictionary<string, string>(StringComparer.Ordinal)))
        {
            map[key] = value;
        }

        return map;
    }

    private static JsonObject NodeStatus(string name) => new()
    {
        ["capacity"] = Resources(),
        ["allocatable"] = Resources(),
        ["addresses"] = new JsonArray(
            new JsonObject { ["type"] = "InternalIP", ["address"] = "192.0.2.2" }, new JsonObject { ["type"] = "Hostname", ["address"] = name }),
        ["daemonEndpoints"] = new JsonObject { ["kubeletEndpoint"] = new JsonObject { ["Port"] = 10250 } },
        ["nodeInfo"] = new JsonObject
        {
            ["machineID"] = SeededNames.MachineId(name), ["systemUUID"] = SeededNames.Hash(name), ["bootID"] = "", ["kernelVersion"] = "6.1.0-simulated", ["osImage"] = "Simulated Linux",
            ["containerRuntimeVersion"] = "simulated://1.0.0", ["kubeletVersion"] = "v1.32.13", ["kubeProxyVersion"] = "v1.32.13", ["operatingSystem"] = "linux",
            ["architecture"] = "amd64",
        },
    };

    private static JsonObject Resources() => new() { ["cpu"] = "4", ["ephemeral-storage"] = "100Gi", ["memory"] = "16Gi", ["pods"] = "110" };
}
