using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Kubernetes;
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
    private CommandExecutor executor = lab.Executor;
    private bool takenUp;

    public int? KillAt { get; init; }

    public int Actions { get; private set; }

    public int Reboots { get; private set; }

    public Phase Phase => journal.Phase;

    /// <summary>Where the chain is.</summary>
    public int Level { get; private set; }

    /// <summary>The level of the baker's next block.</summary>
    public int Right { get; set; } = 2_000;

    /// <summary>No process runs until the chain has come to it.</summary>
    public int DeadUntil { get; set; }

    /// <summary>A process died.</summary>
    public Action Died { get; init; } = () => { };

    /// <summary>A level has passed.</summary>
    public Func<Task> Passed { get; init; } = () => Task.CompletedTask;

    /// <summary>What neighbours do at every level, whether or not a process of BakeWindow's runs.</summary>
    public Func<Task> Neighbours { get; init; } = () => Task.CompletedTask;

    /// <summary>Dies before whatever comes next.</summary>
    public bool DiesNext { get; set; }

    public async Task RunAsync(int levels)
    {
        for (var level = 1; level <= levels && !journal.Phase.IsTerminal; level++)
        {
            Level = level;
            lab.Clock.Advance(TimeSpan.FromSeconds(6));
            await RebootWhatMayAsync();
            await OthersActAsync();
            await Neighbours();
            if (level < DeadUntil)
            {
                continue;
            }

            try
            {
                await StepAsync(level);
            }
            catch (KilledException)
            {
                // The next level finds a new process.
                executor = lab.NewExecutor();
                takenUp = false;
                DiesNext = false;
                Died();
            }

            await Passed();
        }
    }

    private async Task StepAsync(int level)
    {
        await RenewAsync(level);
        if (journal.Phase.Underway is not null && !takenUp)
        {
            if (await FeedAsync(level, new MaintenanceEvent.TakenUp()) is CommandOutcome.Unavailable)
            {
                return;
            }

            takenUp = true;
        }

        await FeedAsync(level, new MaintenanceEvent.Looked());
    }

    private async Task RenewAsync(int level)
    {
        foreach (var held in level % 10 == 0 && takenUp ? journal.Phase.Underway?.Locks ?? [] : [])
        {
            await lab.DoAsync(new ClusterCommand.RenewLease(held.Domain, "M-1", held.Fence), executor);
            MayDie();
        }
    }

    private async Task<CommandOutcome?> FeedAsync(int level, MaintenanceEvent happened)
    {
        var record = JournalJson.Read(JournalJson.Write(journal));
        CommandOutcome? last = null;
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
                return last;
            }

            var outcome = last = await lab.DoAsync(command, executor);
            takenUp |= outcome is CommandOutcome.LeaseTaken;
            MayDie();
            happened = new MaintenanceEvent.Answered(command, outcome);
        }

        throw new InvalidOperationException($"forty turns and no end in {record.Phase.Name}");
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
        await LabWorld.AtAsync(lab, level, start + TimeSpan.FromSeconds(6 * level), ActiveMaintenance.Of(journal) is { } active ? [active] : [], Right);

    private void MayDie()
    {
        if (Actions++ == KillAt || DiesNext)
        {
            throw new KilledException();
        }
    }
}
