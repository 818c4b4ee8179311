using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Kubernetes.Marks;
using k8s;
using k8s.Models;

namespace BakeWindow.Tests.Kubernetes;

/// <summary>The process that was killed.</summary>
internal sealed class KilledException : Exception;

/// <summary>
/// A maintenance from request to end: Core's state machine, a journal that is its JSON, the real executor over HTTP, a chain of six-second blocks, an agent that reboots what bears a good
/// ticket. <see cref="KillAt"/> ends the process at its n-th action (a row written, a command about to be sent, a command carried out but not heard of); it goes on from the journal.
/// </summary>
internal sealed class Journey(Lab lab, MaintenanceAction? action = null)
{
    private readonly DateTimeOffset start = lab.Clock.GetUtcNow();
    private MaintenanceRecord journal = MaintenanceRecord.New(new MaintenanceRequest
    {
        Id = "M-1", Action = action ?? new MaintenanceAction.RebootNode("node-1"), Need = TimeSpan.FromMinutes(12), Reason = "kernel", RequestedBy = "ak", RequestedAt = lab.Clock.GetUtcNow(),
    });

    private string? rebooted;

    public int? KillAt { get; init; }

    public int Actions { get; private set; }

    public int Reboots { get; private set; }

    public Phase Phase => journal.Phase;

    public async Task RunAsync(int levels)
    {
        for (var level = 1; level <= levels && !journal.Phase.IsTerminal; level++)
        {
            lab.Clock.Advance(TimeSpan.FromSeconds(6));
            await RebootWhatMayAsync();
            await OthersActAsync();
            try
            {
                await StepAsync(level);
            }
            catch (KilledException)
            {
                // The next level finds a new process.
            }
        }
    }

    private async Task StepAsync(int level)
    {
        var record = JournalJson.Read(JournalJson.Write(journal));
        MaintenanceEvent happened = new MaintenanceEvent.Looked();
        for (var turn = 0; turn < 40; turn++)
        {
            var result = MaintenanceMachine.Step(record, happened, await WorldAsync(level), lab.Clock.GetUtcNow());
            if (result.Changed(record))
            {
                MayDie();
                journal = result.Next;
                MayDie();
            }

            record = result.Next;
            if (result.Command is not { } command)
            {
                return;
            }

            var outcome = await lab.DoAsync(command);
            MayDie();
            happened = new MaintenanceEvent.Answered(command, outcome);
        }

        Assert.Fail($"forty turns and no end in {record.Phase.Name}");
    }

    // What the agent does: a good ticket for this node and this boot, once.
    private async Task RebootWhatMayAsync()
    {
        var node = await lab.NodeAsync();
        var boot = node.Status.NodeInfo.BootID;
        if (rebooted != boot && node.Metadata.Annotations?.TryGetValue(Mark.RebootTicket, out var ticket) is true
            && Lab.Seal.Check(ticket, "node-1", node.Metadata.Uid, boot, lab.Clock.GetUtcNow()) is null)
        {
            rebooted = boot;
            Reboots++;
            lab.Cluster.RebootNode("node-1");
        }
    }

    // Whoever waits for the node: with it in their hands they reboot it, kured after a drain of its own through the opened floor.
    private async Task OthersActAsync()
    {
        var node = await lab.NodeAsync();
        var boot = node.Status.NodeInfo.BootID;
        if (rebooted == boot || rebooted is not null || journal.Phase is not (Phase.Holding or Phase.Released))
        {
            return;
        }

        if (journal.Phase is Phase.Released && await lab.PodsAsync("node-1") is { Count: > 0 } pods)
        {
            // kured cordons, asks for the evictions and tries again until the node is empty.
            await lab.Admin.CoreV1.PatchNodeAsync(new V1Patch("""{"spec":{"unschedulable":true}}""", V1Patch.PatchType.StrategicMergePatch), "node-1");
            foreach (var pod in pods.Where(p => !p.Terminating))
            {
                await lab.TryEvictAsync(pod.Name);
            }

            return;
        }

        rebooted = boot;
        Reboots++;
        lab.Cluster.RebootNode("node-1");
        if (journal.Phase is Phase.Released)
        {
            await lab.Admin.CoreV1.PatchNodeAsync(new V1Patch("""{"spec":{"unschedulable":null}}""", V1Patch.PatchType.StrategicMergePatch), "node-1");
        }
    }

    private async Task<World> WorldAsync(int level) =>
        await LabWorld.AtAsync(lab, level, start + TimeSpan.FromSeconds(6 * level), ActiveMaintenance.Of(journal) is { } active ? [active] : []);

    private void MayDie()
    {
        if (Actions++ == KillAt)
        {
            throw new KilledException();
        }
    }
}
