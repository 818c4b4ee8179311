using System.Globalization;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Views;

/// <summary>What breaking the glass will likely cost, in plain words, before anybody does it.</summary>
public static class GlassPrice
{
    /// <summary>The price of disturbing a node from now on for a while.</summary>
    /// <param name="world">The world.</param>
    /// <param name="node">The node.</param>
    /// <param name="lasting">For how long the gate is open.</param>
    /// <param name="nameOf">What people call a baker.</param>
    /// <param name="now">The present.</param>
    public static string Of(World world, string node, TimeSpan lasting, Func<BakerAddress, string> nameOf, DateTimeOffset now)
    {
        var (bakers, problem) = Concerned.Of(world, new GateRequest { Node = node });
        if (problem is not null)
        {
            return problem.StartsWith("no protected workload", StringComparison.Ordinal) ? "Nothing of a baker runs there, so nothing is missed." : $"What it will miss can’t be said: {problem}. It may be blocks.";
        }

        var plan = WindowPlanner.Plan(world.Chain!, bakers, OutageEstimate.Stated(lasting), world.Policy);
        var clock = new Core.Chain.LevelClock(world.Chain!);
        var hit = plan.HardRights.Where(r => r.Level > world.Chain!.Head.Level && clock.Earliest(r.Level, r.Round) <= now + lasting).ToList();
        if (hit.Count == 0)
        {
            return $"No hard right comes in the next {Answer.Span(lasting)}; attestations are missed.";
        }

        var more = hit.Count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" and {hit.Count - 1} more");
        return $"This will likely miss block {Answer.Level(hit[0].Level)} of {nameOf(hit[0].Baker)}{more}{Money.Behind(hit.Count, world.Rewards)}.";
    }
}
