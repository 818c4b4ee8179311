using BakeWindow.Core.Cluster;
using BakeWindow.Core.Healing;
using BakeWindow.Core.Maintenance;
using BakeWindow.Kubernetes;
using BakeWindow.Kubernetes.Healing;
using k8s;
using k8s.Models;

namespace BakeWindow.Tests.Kubernetes;

/// <summary>What is left behind in the cluster, and who takes it off when.</summary>
public sealed class HealerTests
{
    private static readonly ClusterSettings Named = new() { Workloads = [Workloads.Of("alpha-baker", "app=baker")], Installation = () => "aaaaaaaa" };

    [Fact]
    public async Task What_an_ended_maintenance_left_is_listed_first_and_then_taken_off()
    {
        await using var lab = await Lab.StartWithAsync(Named);
        await lab.BeginAsync();
        var healer = new Healer(lab.Client, lab.Settings, lab.Clock);
        lab.Wire.Requests.Clear();

        var found = await healer.FindAsync(Journal(new Phase.Cancelled("ak", "no")), default);
        Assert.Equal(0, lab.Wire.Writes);
        Assert.Equal(
            [("take off the cordon mark of M-1@aaaaaaaa, uncordon", "M-1 is Cancelled"), ("give back the lock of failure domain cluster, held by M-1@aaaaaaaa", "M-1 is Cancelled")],
            found.Select(r => (r.What, r.Why)));

        foreach (var residue in found)
        {
            Assert.True(await healer.HealAsync(residue, default));
        }

        Assert.Null((await lab.NodeAsync()).Spec.Unschedulable);
        Assert.Null(await lab.MarkAsync());
        Assert.Empty(await healer.FindAsync(Journal(new Phase.Cancelled("ak", "no")), default));
        await lab.DoAsync<CommandOutcome.LeaseTaken>(new ClusterCommand.TakeLease(Lab.Domain, "M-2"));
    }

    [Fact]
    public async Task The_mark_on_a_workload_goes_with_its_maintenance_and_the_partition_is_what_it_was()
    {
        await using var lab = await Lab.StartWithAsync(Named);
        await lab.PatchSetAsync("""{"spec":{"updateStrategy":{"type":"RollingUpdate","rollingUpdate":{"partition":1}}}}""");
        var before = await ClusterPicture.OfAsync(lab);
        await HoldRolloutAsync(lab);
        var healer = new Healer(lab.Client, lab.Settings, lab.Clock);
        Assert.Empty(await healer.FindAsync(Journal(new Phase.Locking(null!, null!)), default));

        foreach (var residue in await healer.FindAsync(Journal(new Phase.Cancelled("ak", "no")), default))
        {
            Assert.True(await healer.HealAsync(residue, default));
        }

        var workload = "apis/apps/v1/statefulsets tezos/baker";
        Assert.Equal(before[workload], (await ClusterPicture.OfAsync(lab))[workload]);
    }

    [Fact]
    public async Task A_mark_on_a_workload_that_another_installation_set_is_left_to_it()
    {
        await using var lab = await Lab.StartWithAsync(new ClusterSettings { Workloads = [Workloads.Of("alpha-baker", "app=baker")], Installation = () => "bbbbbbbb" });
        await lab.PatchSetAsync("""{"spec":{"updateStrategy":{"type":"RollingUpdate","rollingUpdate":{"partition":1}}}}""");
        await HoldRolloutAsync(lab);
        var healer = new Healer(lab.Client, lab.Settings with { Installation = () => "aaaaaaaa" }, lab.Clock);
        await healer.FindAsync(Lost, default);
        lab.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Empty((await healer.FindAsync(Lost, default)).OfType<Residue.OnWorkload>());
    }

    [Fact]
    public async Task The_NodeMaintenance_goes_before_the_mark_of_its_node_so_that_a_former_cordon_is_known_until_the_operator_is_done()
    {
        await using var lab = await Lab.StartWithAsync(MedikStage.Settings with { Installation = Named.Installation });
        await MedikStage.SetAsync(lab);
        await lab.Admin.CoreV1.PatchNodeAsync(new V1Patch("""{"spec":{"unschedulable":true}}""", V1Patch.PatchType.MergePatch), "node-1");
        await lab.BeginAsync();
        await lab.DoAsync<CommandOutcome.Evicted>(new ClusterCommand.EvictPods("node-1", "M-1", false));
        var nmo = MedikStage.Operator(lab);
        await nmo();
        var healer = new Healer(lab.Client, lab.Settings, lab.Clock);
        var ended = Journal(new Phase.Cancelled("ak", "no"));
        await HealAsync(["OfNodeMaintenance", "OfLock"]);
        await HealAsync([]);

        await nmo();
        Assert.Null((await lab.NodeAsync()).Spec.Unschedulable);
        await HealAsync(["OnNode"]);
        Assert.True((await lab.NodeAsync()).Spec.Unschedulable);
        Assert.Null(await lab.MarkAsync());

        async Task HealAsync(string[] kinds)
        {
            var found = await healer.FindAsync(ended, default);
            Assert.Equal(kinds, found.Select(r => r.GetType().Name));
            foreach (var residue in found)
            {
                Assert.True(await healer.HealAsync(residue, default));
            }
        }
    }

    [Fact]
    public async Task A_maintenance_at_work_is_left_alone()
    {
        await using var lab = await Lab.StartAsync();
        await lab.BeginAsync();
        var healer = new Healer(lab.Client, lab.Settings, lab.Clock);
        lab.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Empty(await healer.FindAsync(Journal(new Phase.Locking(null!, null!)), default));
    }

    [Fact]
    public async Task What_no_journal_knows_is_taken_off_after_it_has_been_seen_for_a_while()
    {
        await using var lab = await Lab.StartAsync();
        await lab.BeginAsync();
        var healer = new Healer(lab.Client, lab.Settings, lab.Clock);

        Assert.Empty(await healer.FindAsync(Lost, default));
        lab.Clock.Advance(Judgement.Grace - TimeSpan.FromSeconds(1));
        Assert.Empty(await healer.FindAsync(Lost, default));
        lab.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, (await healer.FindAsync(Lost, default)).Count);
    }

    [Theory]
    [InlineData("bakewindow/bakewindow-cluster-164cf1ca", true)]
    [InlineData("elsewhere/bakewindow-cluster-164cf1ca", false)]
    public async Task Another_installations_mark_is_taken_off_only_where_its_lock_can_be_seen_to_be_gone(string at, bool healed)
    {
        await using var lab = await Lab.StartAsync();
        var theirs = new CordonMark("M-1", false, 1) { Installation = "bbbbbbbb", Lock = at };
        await MarkAsync(lab, theirs);
        var healer = new Healer(lab.Client, lab.Settings with { Installation = () => "aaaaaaaa" }, lab.Clock);
        await healer.FindAsync(Journal(new Phase.Cancelled("ak", "no")), default);
        lab.Clock.Advance(Judgement.Grace);

        // The number is ended in our journal; it is theirs all the same.
        Assert.Equal(healed ? 1 : 0, (await healer.FindAsync(Journal(new Phase.Cancelled("ak", "no")), default)).Count);
    }

    [Fact]
    public async Task Another_installation_that_holds_its_lock_keeps_its_marks()
    {
        await using var lab = await Lab.StartAsync();
        var theirs = lab.NewExecutor(lab.Settings with { Installation = () => "bbbbbbbb" });
        var fence = Assert.IsType<CommandOutcome.LeaseTaken>(await lab.DoAsync(new ClusterCommand.TakeLease(Lab.Domain, "M-1"), theirs)).Fence;
        await lab.DoAsync(new ClusterCommand.Cordon("node-1", "M-1", fence), theirs);
        var healer = new Healer(lab.Client, lab.Settings with { Installation = () => "aaaaaaaa" }, lab.Clock);
        for (var minute = 0; minute < 10; minute++)
        {
            Assert.Empty(await healer.FindAsync(Lost, default));
            lab.Clock.Advance(TimeSpan.FromMinutes(1));
            await lab.DoAsync(new ClusterCommand.RenewLease(Lab.Domain, "M-1", fence), theirs);
        }
    }

    [Fact]
    public async Task A_node_that_was_cordoned_before_stays_so_and_a_ticket_without_a_cordon_goes()
    {
        await using var lab = await Lab.StartWithAsync(Named);
        await MarkAsync(lab, new CordonMark("M-1", true, 1) { Installation = "aaaaaaaa" });
        await lab.Admin.CoreV1.PatchNodeAsync(Annotate(Mark.RebootTicket, "left behind"), "node-2");
        var healer = new Healer(lab.Client, lab.Settings, lab.Clock);
        foreach (var residue in await healer.FindAsync(Journal(new Phase.Expired("late")), default))
        {
            Assert.True(await healer.HealAsync(residue, default));
        }

        Assert.True((await lab.NodeAsync()).Spec.Unschedulable);
        Assert.Null(await lab.MarkAsync());
        Assert.DoesNotContain(Mark.RebootTicket, (await lab.NodeAsync("node-2")).Metadata.Annotations.Keys);
    }

    [Fact]
    public async Task What_changed_since_it_was_seen_is_not_touched()
    {
        await using var lab = await Lab.StartWithAsync(Named);
        await lab.BeginAsync();
        var healer = new Healer(lab.Client, lab.Settings, lab.Clock);
        var found = (await healer.FindAsync(Journal(new Phase.Expired("late")), default)).OfType<Residue.OnNode>().Single();
        await lab.Admin.CoreV1.PatchNodeAsync(Annotate("somebody", "else"), "node-1");

        Assert.False(await healer.HealAsync(found, default));
        Assert.NotNull(await lab.MarkAsync());
    }

    private static Task<MaintenanceRecord?> Lost(string id, CancellationToken ct) => Task.FromResult<MaintenanceRecord?>(null);

    private static Func<string, CancellationToken, Task<MaintenanceRecord?>> Journal(Phase phase) => (id, _) => Task.FromResult<MaintenanceRecord?>(new MaintenanceRecord(
        new MaintenanceRequest { Id = id, Action = new MaintenanceAction.RebootNode("node-1"), Reason = "kernel", RequestedBy = "ak", RequestedAt = default }, phase, default));

    private static Task<V1Node> MarkAsync(Lab lab, CordonMark mark) => lab.Admin.CoreV1.PatchNodeAsync(
        new V1Patch($$"""{"metadata":{"annotations":{"{{Mark.Cordon}}":{{System.Text.Json.JsonSerializer.Serialize(CordonMarkText.Write(mark))}} } },"spec":{"unschedulable":true} }""", V1Patch.PatchType.MergePatch), "node-1");

    private static V1Patch Annotate(string name, string value) => new($$"""{"metadata":{"annotations":{"{{name}}":"{{value}}"} } }""", V1Patch.PatchType.MergePatch);

    private static async Task HoldRolloutAsync(Lab lab)
    {
        var fence = (await lab.DoAsync<CommandOutcome.LeaseTaken>(new ClusterCommand.TakeLease(Lab.Domain, "M-1"))).Fence;
        await lab.DoAsync<CommandOutcome.Done>(new ClusterCommand.SetPartition(ActionJourneys.Baker, "M-1", [new DomainLock(Lab.Domain, fence)], 0));
    }
}
