using System.Text.Json.Nodes;
using BakeWindow.Simulator.Chain;

namespace BakeWindow.Simulator.Rpc;

/// <summary>A level and its place in its cycle, as <c>current_level</c> and block metadata tell it.</summary>
internal static class LevelJson
{
    public static JsonObject Of(CycleMap cycles, int level)
    {
        var protocol = cycles.ProtocolAt(level);
        var span = cycles.SpanAt(level);
        var json = new JsonObject
        {
            ["level"] = level,
            ["level_position"] = level - 1,
            ["cycle"] = span.Cycle.Value,
            ["cycle_position"] = level - span.First.Value,
        };
        // Up to 009 the voting period was told here too.
        if (protocol.Number < 10)
        {
            var voting = VotingPeriod.At(cycles, level);
            json["voting_period"] = voting.Index;
            json["voting_period_position"] = voting.Position;
        }

        json["expected_commitment"] = Nonces.IsCommitment(cycles, level);
        return json;
    }
}
