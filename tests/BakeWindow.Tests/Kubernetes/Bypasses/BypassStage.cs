using System.Text.Json.Nodes;
using BakeWindow.Core.Bypasses;
using BakeWindow.Core.Cluster;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Bypasses;
using BakeWindow.Kubernetes.Rbac;

namespace BakeWindow.Tests.Kubernetes.Bypasses;

/// <summary>A simulated cluster with a baker, and an auditor that comes with BakeWindow's own roles and the opt-in role of the audit.</summary>
internal sealed class BypassStage : IAsyncDisposable
{
    private BypassStage(Lab lab)
    {
        Lab = lab;
        Api = new ObjectApi(lab.Admin, lab.Clock);
        Reader = new BypassReader(new ObjectApi(lab.Client, lab.Clock), lab.Settings, lab.Clock);
    }

    public Lab Lab { get; }

    public ObjectApi Api { get; }

    public BypassReader Reader { get; }

    public static async Task<BypassStage> StartAsync(bool withRole = true, IReadOnlyList<ProtectedWorkload>? workloads = null, params RbacRole[] without)
    {
        var lab = await Lab.StartAsync(workloads, without);
        if (withRole)
        {
            await lab.GrantAsync(AuditPermissions.All);
        }

        return new BypassStage(lab);
    }

    /// <summary>Looks once.</summary>
    public async Task<BypassReport> LookAsync() => BypassAudit.Of(await Reader.ReadAsync(default));

    /// <summary>Serves a neighbour's kind.</summary>
    public void Serve(string group, string version, string plural, string kind, bool namespaced) => Lab.Cluster.AddKind(group, version, plural, kind, namespaced, hasStatus: false);

    /// <summary>Makes an object as its owner would write it.</summary>
    public Task PutAsync(string group, string version, string plural, string? ns, string json)
    {
        var body = (JsonObject)JsonNode.Parse(json)!;
        body["apiVersion"] = group.Length == 0 ? version : $"{group}/{version}";
        return Api.CreateAsync(Permissions.ListNodes, new ResourceType(group, version, plural), ns, body, default);
    }

    /// <summary>A DaemonSet or Deployment whose only container runs this image with these arguments.</summary>
    public Task RunAsync(string plural, string kind, string name, string image, params string[] args) => PutAsync("apps", "v1", plural, "kube-system", new JsonObject
    {
        ["kind"] = kind,
        ["metadata"] = new JsonObject { ["name"] = name },
        ["spec"] = new JsonObject
        {
            ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["app"] = name } },
            ["template"] = new JsonObject
            {
                ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["app"] = name } },
                ["spec"] = new JsonObject { ["containers"] = new JsonArray(new JsonObject { ["name"] = name, ["image"] = image, ["args"] = new JsonArray([.. args.Select(JsonNode (a) => a)]) }) },
            },
        },
    }.ToJsonString());

    /// <summary>A baker's StatefulSet whose pod is as wanted.</summary>
    public async Task BakeAsync(string podSpec, string kind = "StatefulSet", string app = "probe", string more = "")
    {
        await PutAsync("apps", "v1", kind.ToLowerInvariant() + "s", "tezos", $$"""
            {"kind":"{{kind}}","metadata":{"name":"{{app}}"},"spec":{ {{more}}"selector":{"matchLabels":{"app":"{{app}}"} },
             "template":{"metadata":{"labels":{"app":"{{app}}"} },"spec":{{podSpec}} } } }
            """);
        await Lab.UntilAsync(async () => (await Lab.PodsAsync()).Exists(p => p.Ready && p.Labels.TryGetValue("app", out var of) && of == app));
    }

    public ValueTask DisposeAsync() => Lab.DisposeAsync();
}
