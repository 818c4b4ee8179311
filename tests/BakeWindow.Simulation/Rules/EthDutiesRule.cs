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
