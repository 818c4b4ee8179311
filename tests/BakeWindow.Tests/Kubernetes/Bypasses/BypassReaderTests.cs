using System.Text.Json.Nodes;
using BakeWindow.Core.Bypasses;
using BakeWindow.Core.Cluster;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Bypasses;
using k8s;
using k8s.Models;

namespace BakeWindow.Tests.Kubernetes.Bypasses;

/// <summary>What stands in a cluster is what the audit decides by: read over HTTP, with the rights of the shipped roles and no others.</summary>
public sealed class BypassReaderTests
{
    private const string Good = """
        {"priorityClassName":"","terminationGracePeriodSeconds":60,
         "tolerations":[{"operator":"Exists","effect":"NoExecute"}],
         "containers":[{"name":"baker","image":"registry.example.test/baker:1",
           "resources":{"limits":{"cpu":"1","memory":"1Gi","ephemeral-storage":"1Gi"},"requests":{"cpu":"1","memory":"1Gi","ephemeral-storage":"1Gi"}},
           "livenessProbe":{"tcpSocket":{"port":8732},"periodSeconds":20,"failureThreshold":6}}]}
        """;

    private static readonly ProtectedWorkload Probe = Workloads.Of("probe", "app=probe");

    [Fact]
    public async Task A_plain_baker_with_its_floor_is_told_what_a_kubelet_may_do_to_it()
    {
        await using var stage = await BypassStage.StartAsync();
        await stage.Lab.Floors.SyncAsync(new Dictionary<string, bool>(), default);
        await stage.Lab.UntilAsync(async () => (await stage.Lab.BudgetsAsync()).All(b => b.Status?.ObservedGeneration is not null));

        var report = await stage.LookAsync();

        Assert.Equal(
            [BypassCode.NotGuaranteed, BypassCode.LowPriority, BypassCode.NoMemoryLimit, BypassCode.UnreachableEvicts, BypassCode.NoEphemeralRequest, BypassCode.WebhookMissing],
            report.Findings.OrderByDescending(f => f.Severity).ThenBy(f => f.Code != BypassCode.NotGuaranteed).ThenBy(f => f.Code is BypassCode.NoMemoryLimit).Select(f => f.Code));
        Assert.All(report.Floors, f => Assert.Equal("for ever", f.Says));
        Assert.Contains(report.Looks, l => l is Look.Absent { Kind: AuditKinds.NodePools });
    }

    [Fact]
    public async Task A_pod_that_is_set_as_the_mends_say_is_left_alone()
    {
        await using var stage = await BypassStage.StartAsync(workloads: [Probe]);
        await stage.BakeAsync(Good);

        var about = (await stage.LookAsync()).Findings.Where(f => f.Subject.Kind == "Pod").Select(f => f.Code);

        Assert.Equal([BypassCode.LowPriority], about);
    }

    [Fact]
    public async Task Probes_tolerations_grace_and_storage_are_read_as_they_are_written()
    {
        await using var stage = await BypassStage.StartAsync(workloads: [Probe]);
        await stage.BakeAsync("""
            {"terminationGracePeriodSeconds":0,
             "tolerations":[{"key":"node.kubernetes.io/unreachable","operator":"Exists","effect":"NoExecute","tolerationSeconds":42}],
             "volumes":[{"name":"data","emptyDir":{}},{"name":"shm","emptyDir":{"medium":"Memory"}}],
             "containers":[{"name":"baker","image":"registry.example.test/baker:1","livenessProbe":{"exec":{"command":["sh","-c","octez-client bootstrapped"]},"periodSeconds":5,"failureThreshold":2}}]}
            """);

        var found = (await stage.LookAsync()).Findings;

        Assert.Contains("42 s", Assert.Single(found, f => f.Code == BypassCode.UnreachableEvicts).Why, StringComparison.Ordinal);
        Assert.Contains("octez-client bootstrapped", Assert.Single(found, f => f.Code == BypassCode.LivenessOnChain).Why, StringComparison.Ordinal);
        Assert.Contains("after 10 s", Assert.Single(found, f => f.Code == BypassCode.LivenessTooTight).Why, StringComparison.Ordinal);
        Assert.Contains("volumes data are", Assert.Single(found, f => f.Code == BypassCode.DataInEmptyDir).Why, StringComparison.Ordinal);
        Assert.Single(found, f => f.Code == BypassCode.NoGrace);
    }

    [Fact]
    public async Task A_deployment_is_known_behind_its_replica_set()
    {
        await using var stage = await BypassStage.StartAsync(workloads: [Probe]);
        await stage.BakeAsync("""{"containers":[{"name":"baker","image":"registry.example.test/baker:1"}]}""", "Deployment", more: "\"replicas\":2,");

        var found = (await stage.LookAsync()).Findings;

        Assert.Equal("Deployment tezos/probe", Assert.Single(found, f => f.Code == BypassCode.RolloutDoublesBaker).Subject.ToString());
        Assert.Contains("300 s", Assert.Single(found, f => f.Code == BypassCode.PartitionDoublesBaker).Why, StringComparison.Ordinal);
        Assert.StartsWith("2 bakers", Assert.Single(found, f => f.Code == BypassCode.SeveralBakers).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_budget_over_a_pod_is_found_and_a_foreign_one_alone_is_not_adopted()
    {
        await using var stage = await BypassStage.StartAsync();
        await stage.Lab.BringBudgetAsync("chart", new V1PodDisruptionBudgetSpec { MaxUnavailable = 1, Selector = new V1LabelSelector { MatchLabels = Lab.Map("app", "baker") } });
        Assert.Contains((await stage.LookAsync()).Findings, f => f.Code == BypassCode.BudgetNotAdopted && f.Subject.Name == "chart");

        await stage.Lab.BringBudgetAsync("other", new V1PodDisruptionBudgetSpec { MinAvailable = 1, Selector = new V1LabelSelector() });

        Assert.Contains("500", Assert.Single((await stage.LookAsync()).Findings, f => f.Code == BypassCode.TwoBudgets).Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ghcr.io/kubereboot/kured:1.23.0", "DaemonSet", "--force-reboot", "--drain-timeout=5m", BypassCode.KuredForces, "5 min after the drain began")]
    [InlineData("ghcr.io/kubereboot/kured:1.23.0", "DaemonSet", "--reboot-days=mon", "", BypassCode.KuredDrainsForEver, "no --drain-timeout")]
    [InlineData("ghcr.io/kubereboot/kured:1.23.0", "DaemonSet", "--drain-timeout=10m", "", BypassCode.KuredNotGated, "does not ask BakeWindow")]
    [InlineData("ghcr.io/flatcar/flatcar-linux-update-operator:v0.10.0", "DaemonSet", "-node=x", "", BypassCode.FluoDropsDrainErrors, "does not wait for BakeWindow")]
    [InlineData("ghcr.io/flatcar/flatcar-linux-update-operator:v0.10.0", "Deployment", "-before-reboot-annotations=bakewindow.io/window-open", "", BypassCode.FluoDropsDrainErrors, "waits for BakeWindow's annotation")]
    [InlineData("registry.k8s.io/descheduler/descheduler:v0.36.0", "Deployment", "--policy-config-file=/x", "", BypassCode.DeschedulerPresent, "evicts pods")]
    [InlineData("registry.k8s.io/autoscaling/cluster-autoscaler:v1.36.0", "Deployment", "--max-graceful-termination-sec=30", "--max-pod-eviction-time=90s", BypassCode.AutoscalerPresent, "longer than 30 s")]
    public async Task Neighbours_are_known_by_what_they_run_and_how(string image, string kind, string one, string two, BypassCode code, string says)
    {
        await using var stage = await BypassStage.StartAsync();
        await stage.RunAsync(kind.ToLowerInvariant() + "s", kind, "neighbour", image, one, two);

        Assert.Contains(says, Assert.Single((await stage.LookAsync()).Findings, f => f.Code == code).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Karpenter_is_read_with_its_pools_claims_and_defaults()
    {
        await using var stage = await BypassStage.StartAsync();
        stage.Serve("karpenter.sh", "v1", "nodepools", "NodePool", namespaced: false);
        stage.Serve("karpenter.sh", "v1", "nodeclaims", "NodeClaim", namespaced: false);
        await stage.Lab.Admin.CoreV1.PatchNodeAsync(new V1Patch("""{"metadata":{"labels":{"karpenter.sh/nodepool":"default"}}}""", V1Patch.PatchType.MergePatch), "node-1");
        await stage.PutAsync("karpenter.sh", "v1", "nodepools", null, """{"kind":"NodePool","metadata":{"name":"default"},"spec":{"template":{"spec":{"terminationGracePeriod":"10m"}}}}""");
        await stage.PutAsync("karpenter.sh", "v1", "nodeclaims", null, """{"kind":"NodeClaim","metadata":{"name":"default-x","labels":{"karpenter.sh/nodepool":"default"}},"spec":{"terminationGracePeriod":"10m"},"status":{"nodeName":"node-1"}}""");

        var report = await stage.LookAsync();

        Assert.Equal(BypassSeverity.Critical, Assert.Single(report.Findings, f => f.Code == BypassCode.KarpenterForces).Severity);
        Assert.Contains("30 d", Assert.Single(report.Findings, f => f.Code == BypassCode.KarpenterExpires).Why, StringComparison.Ordinal);
        Assert.Equal(["Karpenter forces after 10 min", "for ever", "for ever"], report.Floors.Select(f => f.Says));
    }

    [Theory]
    [InlineData("""{"drain":{"disableEviction":true}}""", BypassCode.PlanDisablesEviction, true)]
    [InlineData("""{"drain":{"force":true}}""", BypassCode.PlanForces, true)]
    [InlineData("""{"drain":{"force":false}}""", BypassCode.PlanForces, false)]
    [InlineData("""{"drain":{"force":false}}""", BypassCode.PlanNotGated, true)]
    [InlineData("""{"prepare":{"image":"bakewindow:0.1.0","args":["gate"]}}""", BypassCode.PlanNotGated, false)]
    [InlineData("""{"drain":{"disableEviction":true},"nodeSelector":{"matchExpressions":[{"key":"kubernetes.io/hostname","operator":"In","values":["node-9"]}]}}""", BypassCode.PlanDisablesEviction, true)]
    public async Task Upgrade_plans_are_read(string spec, BypassCode code, bool found)
    {
        await using var stage = await BypassStage.StartAsync();
        stage.Serve("upgrade.cattle.io", "v1", "plans", "Plan", namespaced: true);
        stage.Lab.Cluster.AddNamespace("system-upgrade");
        await stage.PutAsync("upgrade.cattle.io", "v1", "plans", "system-upgrade", $$"""{"kind":"Plan","metadata":{"name":"server"},"spec":{{spec}} }""");

        var findings = (await stage.LookAsync()).Findings.Where(f => f.Code == code).ToList();

        Assert.Equal(found, findings.Count == 1);
        Assert.All(findings, f => Assert.Equal(spec.Contains("node-9", StringComparison.Ordinal), f.Severity is BypassSeverity.Info));
    }

    [Theory]
    [InlineData("v1beta1", """{"nodeDrainTimeout":"15m0s","clusterName":"c"}""", BypassCode.MachineDrainTimeout)]
    [InlineData("v1beta2", """{"deletion":{"nodeDrainTimeoutSeconds":900},"clusterName":"c"}""", BypassCode.MachineDrainTimeout)]
    [InlineData("v1beta2", """{"deletion":{"nodeDrainTimeoutSeconds":0},"clusterName":"c"}""", null)]
    [InlineData("v1beta1", """{"clusterName":"c"}""", BypassCode.MachineSkipsDrain)]
    public async Task Machines_are_read_in_both_of_their_versions(string version, string spec, BypassCode? code)
    {
        await using var stage = await BypassStage.StartAsync();
        stage.Serve("cluster.x-k8s.io", version, "machines", "Machine", namespaced: true);
        stage.Serve("cluster.x-k8s.io", version, "machinehealthchecks", "MachineHealthCheck", namespaced: true);
        var annotations = code is BypassCode.MachineSkipsDrain ? """{"machine.cluster.x-k8s.io/exclude-node-draining":""}""" : "{}";
        await stage.PutAsync("cluster.x-k8s.io", version, "machines", "default",
            $$"""{"kind":"Machine","metadata":{"name":"m-1","labels":{"role":"worker"},"annotations":{{annotations}} },"spec":{{spec}},"status":{"nodeRef":{"name":"node-1"} } }""");
        await stage.PutAsync("cluster.x-k8s.io", version, "machinehealthchecks", "default", """{"kind":"MachineHealthCheck","metadata":{"name":"mhc"},"spec":{"clusterName":"c","selector":{"matchLabels":{"role":"worker"}}}}""");

        var found = (await stage.LookAsync()).Findings;

        Assert.Equal(code is { } wanted ? [wanted] : [], found.Where(f => f.Subject.Kind == "Machine").Select(f => f.Code));
        Assert.Equal(["node-1"], Assert.Single(found, f => f.Code == BypassCode.MachineRemediation).Nodes);
    }

    [Theory]
    [InlineData("Fail", "{}", true)]
    [InlineData("Ignore", "{}", false)]
    [InlineData("Fail", """{"matchExpressions":[{"key":"kubernetes.io/metadata.name","operator":"NotIn","values":["bakewindow","kube-system"]}]}""", false)]
    public async Task A_webhook_of_ours_that_fails_closed_must_not_be_asked_about_ourselves(string policy, string selector, bool found)
    {
        await using var stage = await BypassStage.StartAsync();
        await stage.PutAsync("admissionregistration.k8s.io", "v1", "validatingwebhookconfigurations", null, $$"""
            {"kind":"ValidatingWebhookConfiguration","metadata":{"name":"bakewindow"},"webhooks":[{"name":"evictions.bakewindow.io","failurePolicy":"{{policy}}","namespaceSelector":{{selector}},
             "admissionReviewVersions":["v1"],"sideEffects":"None","clientConfig":{"service":{"namespace":"bakewindow","name":"bakewindow","path":"/x"} },
             "rules":[{"apiGroups":[""],"apiVersions":["v1"],"operations":["CREATE"],"resources":["pods/eviction"]}]}]}
            """);

        var codes = (await stage.LookAsync()).Findings.Select(f => f.Code).ToList();

        Assert.Equal(found, codes.Contains(BypassCode.WebhookLocksOut));
        Assert.DoesNotContain(BypassCode.WebhookMissing, codes);
    }

    [Fact]
    public async Task Without_the_role_each_kind_that_is_there_is_told_with_what_to_grant_and_one_that_is_not_there_is_not()
    {
        await using var stage = await BypassStage.StartAsync(withRole: false);
        stage.Serve("upgrade.cattle.io", "v1", "plans", "Plan", namespaced: true);

        var report = await stage.LookAsync();

        var blind = report.Findings.Where(f => f.Code == BypassCode.CouldNotLook).ToDictionary(f => f.Subject.Name);
        Assert.Equal("Grant \"list\" on resource \"plans\" of API group \"upgrade.cattle.io\" (ClusterRole bakewindow-audit): kubectl apply -f deploy/components/audit/rbac.yaml", blind[AuditKinds.Plans].Mend);
        Assert.DoesNotContain(AuditKinds.NodePools, blind.Keys);
        Assert.All(report.Floors, f => Assert.Equal(FloorEnd.CannotSay, f.End));
    }

    [Fact]
    public async Task A_namespace_whose_role_is_missing_is_told()
    {
        await using var stage = await BypassStage.StartAsync(without: BakeWindow.Kubernetes.Rbac.RbacRole.Protect);

        Assert.Equal("tezos", Assert.Single((await stage.LookAsync()).Findings, f => f.Code == BypassCode.NamespaceNotGranted).Subject.Name);
    }

    [Fact]
    public async Task What_the_server_does_not_answer_is_no_all_clear()
    {
        await using var stage = await BypassStage.StartAsync();
        stage.Lab.Wire.Fate = r => r.RequestUri!.AbsolutePath.EndsWith("/daemonsets", StringComparison.Ordinal) ? Mishap.Broken : Mishap.None;

        var report = await stage.LookAsync();

        Assert.Equal(AuditKinds.DaemonSets, Assert.Single(report.Findings, f => f.Code == BypassCode.CouldNotLook).Subject.Name);
        Assert.All(report.Floors, f => Assert.Equal(FloorEnd.CannotSay, f.End));
    }

    [Fact]
    public async Task A_server_that_is_away_is_an_error_and_no_report()
    {
        await using var stage = await BypassStage.StartAsync();
        stage.Lab.Wire.Fate = _ => Mishap.NotSent;

        await Assert.ThrowsAsync<ApiException>(stage.LookAsync);
    }

    [Fact]
    public async Task Every_right_of_the_role_is_used_and_nothing_is_written()
    {
        await using var stage = await BypassStage.StartAsync();
        foreach (var (group, plural, kind) in new[]
        {
            ("karpenter.sh", "nodepools", "NodePool"), ("karpenter.sh", "nodeclaims", "NodeClaim"), ("upgrade.cattle.io", "plans", "Plan"),
            ("cluster.x-k8s.io", "machines", "Machine"), ("cluster.x-k8s.io", "machinehealthchecks", "MachineHealthCheck"),
        })
        {
            stage.Serve(group, "v1", plural, kind, namespaced: false);
        }

        stage.Lab.Wire.Used.Clear();
        await stage.LookAsync();

        Assert.Subset(stage.Lab.Wire.Used.Keys.ToHashSet(), AuditPermissions.All.Select(p => (p.Group, p.Resource, p.Verb)).ToHashSet());
        Assert.Equal(stage.Lab.Wire.Writes, stage.Lab.Wire.Requests.Count(r => r.Path.EndsWith("/selfsubjectaccessreviews", StringComparison.Ordinal)));
    }
}
