using BakeWindow.Core.Chain;
using BakeWindow.Simulation.Chain;

namespace BakeWindow.Simulation.Rules;

/// <summary>
/// eth-duties in a pipeline, attestations left out (with them it never says yes to a baker, who attests at every level): each 15 s, no if a proposal is due in the
/// present epoch or the next. An epoch is 64 levels. It does not ask how long the work takes.
/// </summary>
internal sealed class EthDutiesRule(ChainThatCame chain) : IRule
{
    private const int Epoch = 64;

    public string Name => "eth-duties, attestations left out";

    public Start? StartOf(Job job)
    {
        var head = chain.HeadAt(job.Asked);
        while (true)
        {
            var endOfNext = new Level(((((head.Value - 1) / Epoch) + 2) * Epoch) + 1);
            var own = chain.NextOwn(head);
            if (own >= endOfNext)
            {
                return Polls.Start(chain, head, job, TimeSpan.FromSeconds(15));
            }

            // No look before the last own block of these two epochs can be a yes.
            while (own < endOfNext)
            {
                (head, own) = (own, chain.NextOwn(own));
            }
        }
    }
}

/// <summary>
/// Agave's <c>wait-for-restart-window</c>: each 5 s, yes if the next own slot is ten minutes of nominal slots away and that long is left of the epoch, whose further end is
/// unknown to it. An epoch is a cycle.
/// </summary>
internal sealed class AgaveRule(ChainThatCame chain) : IRule
{
    private static readonly TimeSpan MinimumIdle = TimeSpan.FromMinutes(10);

    public string Name => "Agave, idle for 10 min";

    public Start? StartOf(Job job)
    {
        var idle = (int)(MinimumIdle / chain.Era.Constants.MinimalBlockDelay);
        var head = chain.HeadAt(job.Asked);
        while (chain.TimeOf(head) <= job.Deadline)
        {
            var cycle = chain.Cycle(chain.CycleOf(head)).Span;
            if (head - cycle.First + idle > cycle.Length)
            {
                head = cycle.Last + 1;
                continue;
            }

            var own = chain.NextOwn(head);
            if (own > cycle.Last || own - head >= idle)
            {
                return Polls.Start(chain, head, job, TimeSpan.FromSeconds(5));
            }

            head = own;
        }

        return null;
    }
}

internal static class Polls
{
    /// <summary>The first look after the head came, or after the request; null past the deadline.</summary>
    public static Start? Start(ChainThatCame chain, Level head, Job job, TimeSpan every)
    {
        var came = chain.TimeOf(head);
        var at = (came > job.Asked ? came : job.Asked) + (every * Luck.Of(7_003, job.Number, head.Value).Uniform());
        return at <= job.Deadline ? new Start(at) : null;
    }
}
