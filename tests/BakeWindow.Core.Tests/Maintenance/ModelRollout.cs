using System.Globalization;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Maintenance;

namespace BakeWindow.Core.Tests.Maintenance;

/// <summary>A StatefulSet as the state machine needs to know it: pods by ordinal with the template they run, a partition, a strategy, and one mark. A pod is away for a while after each replacement.</summary>
internal sealed class ModelRollout
{
    private static readonly TimeSpan PodTime = TimeSpan.FromSeconds(40);

    private readonly SortedDictionary<int, (int Template, int Uid)> pods = new() { [0] = (1, 1) };
    private string? mark;
    private string? restartedBy;
    private int? former;
    private int template = 1;
    private DateTimeOffset? readyAt;

    public bool OnDelete { get; set; }

    public int Partition { get; set; }

    public bool Gone { get; set; }

    public int Replicas
    {
        set
        {
            for (var i = 0; i < value; i++)
            {
                pods[i] = (1, 1);
            }
        }
    }

    /// <summary>How many pods were replaced; each costs an outage.</summary>
    public int Replaced { get; private set; }

    public int Restarts { get; private set; }

    /// <summary>The partitions that were set, in order.</summary>
    public List<int> Partitions { get; } = [];

    public string? Residue => mark is null ? null : $"mark of {mark} on the workload";

    /// <summary>Somebody changes the template.</summary>
    public void NewTemplate() => template++;

    public bool Ready(DateTimeOffset now) => readyAt is null || now >= readyAt;

    public bool AllNew => pods.Values.All(p => p.Template == template);

    /// <summary>The outcome of a command about the workload; null: it is about something else.</summary>
    public CommandOutcome? Execute(ClusterCommand command, DateTimeOffset now)
    {
        if (Gone && command is ClusterCommand.LookAtRollout or ClusterCommand.RestartWorkload or ClusterCommand.SetPartition or ClusterCommand.EvictPod)
        {
            mark = null;
            return new CommandOutcome.WorkloadGone();
        }

        switch (command)
        {
            case ClusterCommand.LookAtRollout c:
                RollByItself(now);
                return new CommandOutcome.RolloutSeen(View(c.Maintenance, now));
            case ClusterCommand.RestartWorkload c:
                mark ??= c.Maintenance;
                if (restartedBy != c.Maintenance)
                {
                    restartedBy = c.Maintenance;
                    Restarts++;
                    NewTemplate();
                }

                return new CommandOutcome.Done();
            case ClusterCommand.SetPartition c:
                mark ??= c.Maintenance;
                former ??= Partition;
                Partition = c.Partition;
                Partitions.Add(c.Partition);
                return new CommandOutcome.Done();
            case ClusterCommand.EvictPod c:
                if (pods[c.Pod.Ordinal].Uid.ToString(CultureInfo.InvariantCulture) == c.Pod.Uid)
                {
                    Replace(c.Pod.Ordinal, now);
                }

                return new CommandOutcome.Done();
            case ClusterCommand.RestoreWorkload c when mark == c.Maintenance || mark is null:
                Partition = former ?? Partition;
                (mark, former, restartedBy) = (null, null, null);
                return new CommandOutcome.Done();
            default:
                return null;
        }
    }

    private void RollByItself(DateTimeOffset now)
    {
        if (!OnDelete && Ready(now) && pods.Where(p => p.Key >= Partition && p.Value.Template != template).Select(p => (int?)p.Key).Max() is { } next)
        {
            Replace(next, now);
        }
    }

    private void Replace(int ordinal, DateTimeOffset now)
    {
        pods[ordinal] = (template, pods[ordinal].Uid + 1);
        readyAt = now + PodTime;
        Replaced++;
    }

    private RolloutView View(string maintenance, DateTimeOffset now) => new()
    {
        ReplacesPods = !OnDelete,
        Partition = Partition,
        Settled = Ready(now),
        Complete = Ready(now) && AllNew,
        Old = [.. pods.Where(p => p.Value.Template != template).OrderByDescending(p => p.Key)
            .Select(p => new OldPod(new PodName("tezos", $"alpha-{p.Key}"), p.Value.Uid.ToString(CultureInfo.InvariantCulture), p.Key))],
        Restarted = restartedBy == maintenance,
        Progress = $"{pods.Values.Count(p => p.Template == template)} of {pods.Count}",
    };
}
