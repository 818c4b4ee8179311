using BakeWindow.Core.Chain;

namespace BakeWindow.Simulator.Chain;

/// <summary>Which cycle a level belongs to, and which protocol makes it. Protocols change at the first level of a cycle, as on mainnet. Levels before the first activation keep its protocol.</summary>
public sealed class CycleMap
{
    private readonly Lock gate = new();
    private volatile Activation[] activations;

    /// <summary>Makes a map from one cycle's first level and the protocol in force there.</summary>
    public CycleMap(ProtocolVersion protocol, int cycle, int firstLevel) => activations = [new Activation(cycle, firstLevel, protocol)];

    /// <summary>All activations, the earliest first.</summary>
    public IReadOnlyList<Activation> Activations => activations;

    /// <summary>Lets another protocol begin with a cycle.</summary>
    /// <exception cref="ArgumentException">The cycle does not lie after the last activation.</exception>
    public Activation Activate(ProtocolVersion protocol, int cycle)
    {
        lock (gate)
        {
            var last = activations[^1];
            if (cycle <= last.Cycle)
            {
                throw new ArgumentException($"cycle {cycle} does not lie after the last activation, in cycle {last.Cycle}", nameof(cycle));
            }

            var next = new Activation(cycle, FirstLevel(last, cycle), protocol);
            activations = [.. activations, next];
            return next;
        }
    }

    /// <summary>The activation that made the level's protocol.</summary>
    public Activation At(int level)
    {
        var all = activations;
        for (var i = all.Length - 1; i > 0; i--)
        {
            if (level >= all[i].FirstLevel)
            {
                return all[i];
            }
        }

        return all[0];
    }

    /// <summary>The protocol that makes the level.</summary>
    public ProtocolVersion ProtocolAt(int level) => At(level).Protocol;

    /// <summary>The cycle that holds the level.</summary>
    public CycleSpan SpanAt(int level)
    {
        var at = At(level);
        return Span(at, at.Cycle + (int)Math.Floor((level - at.FirstLevel) / (double)at.Protocol.Constants.BlocksPerCycle));
    }

    /// <summary>The levels of a cycle.</summary>
    public CycleSpan SpanOf(int cycle)
    {
        var all = activations;
        return Span(Array.FindLast(all, a => cycle >= a.Cycle) ?? all[0], cycle);
    }

    private static CycleSpan Span(Activation at, int cycle)
    {
        var first = FirstLevel(at, cycle);
        return new CycleSpan(new Cycle(cycle), new Level(first), new Level(first + at.Protocol.Constants.BlocksPerCycle - 1));
    }

    private static int FirstLevel(Activation at, int cycle) => at.FirstLevel + ((cycle - at.Cycle) * at.Protocol.Constants.BlocksPerCycle);

    /// <summary>The beginning of a protocol.</summary>
    /// <param name="Cycle">The first cycle it makes.</param>
    /// <param name="FirstLevel">The first level it makes.</param>
    /// <param name="Protocol">The protocol.</param>
    public sealed record Activation(int Cycle, int FirstLevel, ProtocolVersion Protocol);
}
