using System.Text.Json.Nodes;
using BakeWindow.Simulator.Chain;
using BakeWindow.Simulator.Rpc;

namespace BakeWindow.Simulator.Tzkt;

/// <summary>
/// Rights as TzKT lists them: the current and the former cycle and those whose rights are known, rounds 0 to 7, of past levels only what came to pass or was missed. An attestation right
/// stands at the level of the block that includes the attestation: one above the level attested.
/// </summary>
internal sealed class TzktRights(SimChain chain, NumberFilter level, NumberFilter cycle, NumberFilter round)
{
    private const int MostRound = 7;

    private readonly Block head = chain.Head;

    public string? Type { get; init; }

    public string? Baker { get; init; }

    public string? Status { get; init; }

    public bool Descending { get; init; }

    public IEnumerable<JsonNode?> All()
    {
        var now = chain.Cycles.SpanAt(head.Level).Cycle.Value;
        var delay = chain.Cycles.ProtocolAt(head.Level + 1).Constants.ConsensusRightsDelay;
        var first = Math.Max(level.Least, Math.Max(chain.FirstKept, chain.Cycles.SpanOf(now - 1).First.Value));
        var last = Math.Min(level.Most, chain.Cycles.SpanOf(now + delay).Last.Value);
        var levels = Enumerable.Range(first, Math.Max(0, last - first + 1)).Where(l => level.Passes(l) && cycle.Passes(chain.Cycles.SpanAt(l).Cycle.Value));
        return (Descending ? levels.Reverse() : levels)
            .SelectMany(l => Baking(l).Concat(Attesting(l)))
            .Where(r => Status is null or "" || r["status"]!.GetValue<string>() == Status);
    }

    private IEnumerable<JsonObject> Baking(int at)
    {
        if (Type is "attestation" or "endorsing")
        {
            yield break;
        }

        var block = at <= head.Level ? chain.At(at) : null;
        for (var r = 0; r <= (block is { } b ? Math.Min(b.Round, MostRound) : MostRound); r++)
        {
            var baker = chain.Lottery.BakerAt(at, r);
            if (round.Passes(r) && Wanted(baker))
            {
                yield return Row("baking", at, baker, r, null, block is null ? "future" : r == block.Value.Round ? "realized" : "missed");
            }
        }
    }

    private IEnumerable<JsonObject> Attesting(int at)
    {
        if (Type is "baking" || round is not { Least: int.MinValue, Most: int.MaxValue })
        {
            yield break;
        }

        var attested = at - 1;
        var block = at <= head.Level ? chain.At(attested) : null;
        // One baker in thousands of levels: look for a single slot first.
        if (Baker is { } only && (chain.Bakers.Find(only) is not { } one || !chain.Attendance.MustAttest(attested, one)))
        {
            yield break;
        }

        var committee = chain.Lottery.CommitteeAt(attested);
        foreach (var baker in AttestingPower.Of(chain, attested).Attesters.Select(i => chain.Bakers.All[i]).Where(Wanted))
        {
            yield return Row("attestation", at, baker, null, committee.Power(baker.Index), block is null ? "future" : block.Value.WasUp(baker.Index) ? "realized" : "missed");
        }
    }

    private bool Wanted(Baker baker) => Baker is null or "" || baker.Address == Baker;

    private JsonObject Row(string type, int at, Baker baker, int? atRound, int? slots, string status) => new()
    {
        ["type"] = type,
        ["cycle"] = chain.Cycles.SpanAt(at).Cycle.Value,
        ["level"] = at,
        ["timestamp"] = RpcJson.Time(chain.At(at)?.Unix ?? head.Unix + ((long)(at - head.Level) * chain.Cycles.ProtocolAt(at).BlockDelay)),
        ["round"] = atRound,
        ["slots"] = slots,
        ["baker"] = new JsonObject { ["address"] = baker.Address },
        ["status"] = status,
    };
}
