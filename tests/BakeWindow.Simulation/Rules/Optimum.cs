using BakeWindow.Core.Chain;
using BakeWindow.Core.Planning;
using BakeWindow.Simulation.Chain;

namespace BakeWindow.Simulation.Rules;

/// <summary>
/// The clairvoyants. Both know every right up to the deadline. The one knows only how outages are distributed, the other also how long this one lasts and when each block comes.
/// Starting earlier, up to the request or the settling of an own block, never meets more of what follows, so only those moments are looked at.
/// </summary>
internal sealed class Optimum(ChainThatCame chain, Policy policy, Expectation expectation, bool knowsAll) : IRule
{
    public string Name => knowsAll ? Rule.KnowsAll : Rule.KnowsRights;

    public Start? StartOf(Job job)
    {
        var (best, least) = (job.Asked, double.PositiveInfinity);
        foreach (var (at, head) in Moments(job))
        {
            var loss = knowsAll ? chain.Turns(head, at + job.Outage + policy.WarmUp) : expectation.Of(head);
            if (loss < least - 1e-9 && !chain.TouchesNonces(head, chain.HeadAt(at + (knowsAll ? job.Outage : policy.Prior.P95))))
            {
                (best, least) = (at, loss);
            }

            if (least < 1e-5)
            {
                break;
            }
        }

        return new Start(best);
    }

    private IEnumerable<(DateTimeOffset At, Level Head)> Moments(Job job)
    {
        var head = chain.HeadAt(job.Asked);
        yield return (job.Asked, head);
        foreach (var right in chain.Baking(head - policy.SettleLevels))
        {
            var settled = right.Round == 0 ? right.Level + policy.SettleLevels : right.Level;
            var at = chain.TimeOf(settled);
            if (at > job.Deadline)
            {
                yield break;
            }

            if (at > job.Asked)
            {
                yield return (at, settled);
            }
        }
    }
}
