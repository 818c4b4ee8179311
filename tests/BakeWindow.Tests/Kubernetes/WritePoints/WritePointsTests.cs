using System.Globalization;
using System.Text;

namespace BakeWindow.Tests.Kubernetes.WritePoints;

/// <summary>
/// The process ends at every write of a maintenance, in every way: before it is sent, carried out with nobody left to hear of it, carried out and heard of; the same process comes back, or another
/// replica goes on while the first one only slept; the window is still open, or has closed. Each time it comes to its end, nothing is left behind, and the node was rebooted once.
/// </summary>
public sealed class WritePointsTests
{
    private const string Page = "docs/write-points.md";

    // After a change of what is written: BAKEWINDOW_WRITE_POINTS=1 writes the page anew, and the diff shows what has changed.
    [Fact]
    public async Task Killed_at_every_write_nothing_is_left_and_nothing_is_done_twice()
    {
        var rows = new List<(Scene Scene, int Write, string Request)>();
        foreach (var scene in Scene.All)
        {
            rows.AddRange((await Interruption.WritesAsync(scene)).Select((request, n) => (scene, n, request)));
        }

        var points = rows.SelectMany(r =>
            from fate in Enum.GetValues<Fate>()
            from successor in Enum.GetValues<Successor>()
            from closes in new[] { false, true }
            select new Interruption(r.Scene, r.Write, fate, successor, closes)).ToList();
        var wrong = new List<string>();
        await Parallel.ForEachAsync(points, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (point, _) =>
        {
            if (await point.RunAsync() is { } why)
            {
                lock (wrong)
                {
                    wrong.Add($"{point.Scene.Name}, write {point.Write}, {point.Fate}, {point.Successor}{(point.Closes ? ", window closes" : "")}: {why}");
                }
            }
        });

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(points.Count >= 400, $"only {points.Count} points");
        var page = Write(rows, points.Count);
        var path = Path.Combine(Recorded.RepoRoot, Page);
        if (Environment.GetEnvironmentVariable("BAKEWINDOW_WRITE_POINTS") == "1")
        {
            await File.WriteAllTextAsync(path, page, TestContext.Current.CancellationToken);
        }

        Assert.Equal(page, await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
    }

    private static string Write(List<(Scene Scene, int Write, string Request)> rows, int points)
    {
        var text = new StringBuilder("# Where BakeWindow may die\n\n")
            .Append("A test runs a maintenance with the real executor against the simulated cluster and ends its process at each write below: before it is sent, carried out with the answer lost, carried out and\n")
            .Append("heard of; then the same process comes back, or another replica takes over (and a write that was never sent arrives late, from a process that only slept); with the window still open, or closed\n")
            .Append("meanwhile. Afterwards the maintenance must be `Completed`, the node rebooted once (where it is to be), and nodes, budgets, workloads, pods and locks as they were. Written by `WritePointsTests`.\n\n")
            .Append(CultureInfo.InvariantCulture, $"{rows.Count} writes × 3 × 2 × 2 = {points} points; every one of them holds.\n");
        foreach (var scene in rows.GroupBy(r => r.Scene.Name))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {scene.Key}\n\n| # | write |\n|---|---|\n");
            foreach (var row in scene)
            {
                text.Append(CultureInfo.InvariantCulture, $"| {row.Write} | `{row.Request}` |\n");
            }
        }

        return text.ToString();
    }
}
