using BakeWindow.Core.Chain;
using BakeWindow.Simulation.Chain;

namespace BakeWindow.Simulation.Rules;

/// <summary>Rules that look again and again.</summary>
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
