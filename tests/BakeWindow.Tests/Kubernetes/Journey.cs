using BakeWindow.Core.Chain;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;
using BakeWindow.Kubernetes;
using BakeWindow.Kubernetes.Watching;
using k8s;

namespace BakeWindow.Tests.Kubernetes;

/// <summary>The process that was killed.</summary>
internal sealed class KilledException : Exception;

/// <summary>
/// A maintenance from request to end: Core's state machine, a journal that is its JSON, the real executor over HTTP, a chain of six-second blocks, an agent that reboots what bears a good
/// ticket. <see cref="KillAt"/> ends the process at its n-th action (a row written, a command about to be sent, a command carried out but not heard of); it goes on from the journal.
/// </summary>
internal sealed class Journey(Lab lab)
{
    private static readonly CycleSpan Cycle = new(new Cycle(1), new Level(1), new Level(14_400));
    private static readonly ProtocolConstants Constants = new()
    {
        Protocol = "PsUshuai",
        Era = ConsensusEra.Tenderbake,
        MinimalBlockDelay = TimeSpan.FromSeconds(6),
        DelayIncrement = TimeSpan.FromSeconds(3),
        BlocksPerCycle = 14_400,
        ConsensusRightsDelay = 2,
        CommitteeSize = 7_000,
        BlocksPerCommitment = 112,
        NonceRevelationThreshold = 400,
    };

    private readonly DateTimeOffset start = lab.Clock.GetUtcNow();
    private readonly BakerAddress baker = lab.Baker.Baker;
    private MaintenanceRecord journal = MaintenanceRecord.New(new MaintenanceRequest
    {
        Id = "M-1", Action = new MaintenanceAction.RebootNode("node-1"), Need = TimeSpan.FromMinutes(12), Reason = "kernel", RequestedBy = "ak", RequestedAt = lab.Clock.GetUtcNow(),
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

    /// <summary>Dies before whatever comes next.</summary>
    public bool DiesNext { get; set; }

    public async Task RunAsync(int levels)
    {
        for (var level = 1; level <= levels && !journal.Phase.IsTerminal; level++)
        {
            Level = level;
            lab.Clock.Advance(TimeSpan.FromSeconds(6));
            await RebootWhatMayAsync();
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
        if (level % 10 == 0 && takenUp && journal.Phase.Underway is { } work)
        {
            await lab.DoAsync(new ClusterCommand.RenewLease(work.Domain, "M-1", work.Fence), executor);
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

    private async Task<World> WorldAsync(int level)
    {
        var now = start + TimeSpan.FromSeconds(6 * level);
        var head = new Head
        {
            Level = new Level(level),
            Hash = $"BL{level}",
            Predecessor = $"BL{level - 1}",
            Timestamp = now,
            Round = 0,
            ChainId = "NetXdQprcVkpaWU",
            Protocol = "PsUshuai",
            NextProtocol = "PsUshuai",
            Cycle = Cycle,
        };
        var sheet = RightsSheet.From([new CycleRights(baker, Cycle, [new BakingRight(new Level(Right), 0), new BakingRight(new Level(Right + 2_000), 0)], new AttestationDuties.Estimated(35))], 0.005);
        var participation = new Participation
        {
            ExpectedSlots = 504_000, MinimalSlots = 336_000, MissedSlots = 0, MissedLevels = 0, ExpectedRewardMutez = 288_000_000, ReadAt = new Level(1),
        };
        return new World
        {
            Policy = new Policy { ApprovedUpToBudget = 0.05 },
            Chain = new ChainView { Head = head, Constants = Constants },
            Bakers =
            [
                new BakerFacts
                {
                    Baker = baker,
                    Rights = new BakerRights(sheet) { Participation = participation },
                    NodeSynced = true,
                    SignerHealthy = true,
                    LastAttested = lab.Cluster.AllReady("tezos", "app=baker", out _) ? new Level(level - 1) : null,
                },
            ],
            Cluster = new ClusterView
            {
                Nodes = (await lab.Admin.CoreV1.ListNodeAsync()).Items.Select(n => NodeFacts.Of(n, null)).ToDictionary(n => n.Name),
                Pods = await lab.PodsAsync(),
                SeenAt = now,
                Connected = true,
            },
            Workloads = lab.Settings.Workloads,
            Active = journal.Phase.Underway is { } work ? [new ActiveMaintenance(journal.Id, "node-1", work.Domain, work.Bakers)] : [],
            DefaultOutage = OutageEstimate.Stated(TimeSpan.FromMinutes(12)),
        };
    }

    private void MayDie()
    {
        if (Actions++ == KillAt || DiesNext)
        {
            throw new KilledException();
        }
    }
}
