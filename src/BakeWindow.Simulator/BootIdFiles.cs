using BakeWindow.Simulator.Cluster;

namespace BakeWindow.Simulator;

/// <summary>A file for every simulated machine that holds its boot ID, as <c>/proc/sys/kernel/random/boot_id</c> does on a real one: for agents that run beside the simulation instead of on its machines.</summary>
internal sealed class BootIdFiles : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);

    private readonly SimCluster cluster;
    private readonly IReadOnlyList<string> nodes;
    private readonly string folder;
    private readonly Dictionary<string, string> written = [];
    private readonly Lock gate = new();
    private readonly Timer timer;

    /// <summary>Writes them now, and again soon after each boot.</summary>
    public BootIdFiles(SimCluster cluster, IReadOnlyList<string> nodes, string folder)
    {
        (this.cluster, this.nodes, this.folder) = (cluster, nodes, folder);
        Directory.CreateDirectory(folder);
        Write();
        timer = new Timer(_ => Write(), null, Every, Every);
    }

    public void Dispose() => timer.Dispose();

    private void Write()
    {
        lock (gate)
        {
            foreach (var node in nodes)
            {
                var id = cluster.BootId(node);
                if (written.GetValueOrDefault(node) != id)
                {
                    var file = Path.Combine(folder, node);
                    File.WriteAllText(file + ".new", id + "\n");
                    File.Move(file + ".new", file, overwrite: true);
                    written[node] = id;
                }
            }
        }
    }
}
