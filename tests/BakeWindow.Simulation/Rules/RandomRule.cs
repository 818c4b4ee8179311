using BakeWindow.Simulation.Chain;

namespace BakeWindow.Simulation.Rules;

/// <summary>Any time before the deadline: what no rule at all looks like.</summary>
internal sealed class RandomRule : IRule
{
    public string Name => "any moment before the deadline";

    public Start? StartOf(Job job)
    {
        var luck = Luck.Of(7_002, job.Number, (int)(job.Asked.Ticks % int.MaxValue));
        return new Start(job.Asked + ((job.Deadline - job.Asked) * luck.Uniform()));
    }
}
