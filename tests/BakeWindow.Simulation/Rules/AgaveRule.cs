using BakeWindow.Simulation.Chain;

namespace BakeWindow.Simulation.Rules;

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
