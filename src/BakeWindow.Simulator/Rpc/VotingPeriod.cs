using System.Text.Json.Nodes;
using BakeWindow.Simulator.Chain;

namespace BakeWindow.Simulator.Rpc;

/// <summary>Where a level stands in the amendment vote. A coming activation is the end of an adoption period; without one, proposals are open.</summary>
internal sealed record VotingPeriod(int Index, string Kind, int StartPosition, int Position, int Remaining)
{
    // Counted back from an activation.
    private static readonly string[] Kinds = ["adoption", "promotion", "cooldown", "exploration"];

    public static VotingPeriod At(CycleMap cycles, int level)
    {
        var current = cycles.At(level);
        var next = cycles.Activations.FirstOrDefault(a => a.FirstLevel > level);
        var length = current.Protocol.BlocksPerVotingPeriod;
        // Periods are cut so that the next activation, or else this protocol's, begins one.
        var cut = (next ?? current).FirstLevel;
        var number = (int)Math.Floor((level - cut) / (double)length);
        var first = cut + (number * length);
        var kind = next is not null && -number - 1 < Kinds.Length ? Kinds[-number - 1] : "proposal";
        return new VotingPeriod((first - 1) / length, kind, first - 1, level - first, first + length - 1 - level);
    }

    public JsonObject Json() => new()
    {
        ["voting_period"] = new JsonObject { ["index"] = Index, ["kind"] = Kind, ["start_position"] = StartPosition },
        ["position"] = Position,
        ["remaining"] = Remaining,
    };
}
