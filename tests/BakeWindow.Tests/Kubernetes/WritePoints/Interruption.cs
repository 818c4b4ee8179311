using System.Net;
using BakeWindow.Core.Maintenance;

namespace BakeWindow.Tests.Kubernetes.WritePoints;

/// <summary>How far a write came when its process ended.</summary>
internal enum Fate
{
    NotSent,
    AnswerLost,
    Applied,
}

/// <summary>Who goes on.</summary>
internal enum Successor
{
    /// <summary>The same, started again at once.</summary>
    Restarted,

    /// <summary>Another replica, some levels later; a write that was never sent is sent after it has begun: its process was asleep.</summary>
    AnotherReplica,
}

/// <summary>A maintenance whose process ends at one of its writes.</summary>
/// <param name="Scene">What it meets.</param>
/// <param name="Write">Which write, from 0.</param>
/// <param name="Fate">How far the write came.</param>
/// <param name="Successor">Who goes on.</param>
/// <param name="Closes">A block of the baker's own comes near meanwhile.</param>
internal sealed record Interruption(Scene Scene, int Write, Fate Fate, Successor Successor, bool Closes)
{
    private const int Longest = 400;

    /// <summary>Every write of an undisturbed maintenance in order, without what is chosen by chance.</summary>
    public static async Task<IReadOnlyList<string>> WritesAsync(Scene scene)
    {
        await using var lab = await scene.OpenAsync();
        var journey = new Journey(lab, scene.Action) { Neighbours = scene.Neighbours(lab) };
        await journey.RunAsync(Longest);
        Assert.IsType<Phase.Completed>(journey.Phase);
        return [.. lab.Wire.Requests.Where(r => r.Method != "GET").Select(r => $"{r.Method} {Short(r.Path)}")];
    }

    /// <summary>What is wrong afterwards; null when nothing is.</summary>
    public async Task<string?> RunAsync()
    {
        await using var lab = await Scene.OpenAsync();
        var before = await Standing.OfAsync(lab);
        var seen = -1;
        Journey journey = null!;
        lab.Wire.Fate = request =>
        {
            if (request.Method == HttpMethod.Get || ++seen != Write)
            {
                return Mishap.None;
            }

            journey.DiesNext = true;
            return Fate switch
            {
                Fate.NotSent when Successor is Successor.AnotherReplica => Mishap.Asleep,
                Fate.NotSent => Mishap.Killed,
                Fate.AnswerLost => Mishap.KilledAfter,
                _ => Mishap.None,
            };
        };

        HttpStatusCode? late = null;
        journey = new Journey(lab, Scene.Action)
        {
            Neighbours = Scene.Neighbours(lab),
            Died = () =>
            {
                journey.DeadUntil = Successor is Successor.AnotherReplica ? journey.Level + 4 : 0;
                journey.Right = Closes ? journey.Level + 30 : journey.Right;
            },
            Passed = async () => late ??= lab.Wire.WakeUp is { } wake && journey.Level > journey.DeadUntil ? await wake() : null,
        };
        await journey.RunAsync(Longest);
        return journey switch
        {
            { Phase: not Phase.Completed } => $"it ended as {journey.Phase}",
            { Reboots: var reboots } when reboots != Scene.Reboots => $"it was rebooted {reboots} times",
            _ => await UntilStillAsync(lab, before) is { Length: > 0 } left ? $"left behind: {left}" : null,
        };
    }

    // What was bound to the node comes back once it is uncordoned.
    private static async Task<string> UntilStillAsync(Lab lab, SortedDictionary<string, string> before)
    {
        var left = "";
        for (var turn = 0; turn < 20; turn++)
        {
            left = Standing.Difference(before, await Standing.OfAsync(lab));
            if (left.Length == 0)
            {
                return left;
            }

            lab.Clock.Advance(TimeSpan.FromSeconds(3));
        }

        return left;
    }

    private static string Short(string path)
    {
        var rest = path.Split('/').SkipWhile(p => p is not ("api" or "apis")).ToList();
        return string.Join('/', rest.Skip(rest[0] == "api" ? 2 : 3));
    }
}
