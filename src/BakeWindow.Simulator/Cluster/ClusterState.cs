using BakeWindow.Simulator.Cluster.Admission;
using BakeWindow.Simulator.Cluster.Store;

namespace BakeWindow.Simulator.Cluster;

/// <summary>What all parts of the cluster share. Everything in it is touched under the cluster's one lock.</summary>
internal sealed class ClusterState
{
    public ClusterState(SimClusterOptions options, Agenda agenda, Action<Action> enter)
    {
        Options = options;
        Agenda = agenda;
        Names = new SeededNames(options.Seed);
        Store = new ObjectStore(options.HistoryLength);
        Writes = new Writing.Writes(this);
        Deletes = new Writing.Deletes(this);
        Events = new EventLog(this);
        Admission = new Gatekeeping(this);
        OwnDeletes = new OwnDeletes(this, enter);
    }

    public SimClusterOptions Options { get; }

    public Agenda Agenda { get; }

    public SeededNames Names { get; }

    public ServedKinds Kinds { get; } = new();

    public ObjectStore Store { get; }

    public Writing.Writes Writes { get; }

    public Writing.Deletes Deletes { get; }

    public EventLog Events { get; }

    public Gatekeeping Admission { get; }

    /// <summary>Deletes by the cluster's own parts.</summary>
    public OwnDeletes OwnDeletes { get; }

    /// <summary>Whether new objects may be put into a namespace: it is there and not being deleted.</summary>
    public bool IsOpen(string ns) => Store.Find(ResourceCatalog.Namespaces, "", ns) is { } home && !home.IsTerminating();

    public DateTimeOffset Now => Agenda.Now;
}
