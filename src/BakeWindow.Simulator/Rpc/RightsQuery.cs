using System.Globalization;
using BakeWindow.Simulator.Chain;
using Microsoft.Extensions.Primitives;

namespace BakeWindow.Simulator.Rpc;

/// <summary>The parameters of a rights call. Unknown parameters are ignored, as real nodes ignore them: <c>max_priority</c> does nothing since 012, <c>max_round</c> nothing before.</summary>
internal sealed class RightsQuery
{
    private static readonly string[] Yes = ["", "true", "t", "yes", "y"];
    private static readonly string[] No = ["false", "f", "no", "n"];

    private readonly HashSet<string> delegates;
    private readonly HashSet<string> consensusKeys;

    private RightsQuery(BlockCall call, IReadOnlyList<int> levels, bool byDefault, int rounds, bool all) =>
        (Levels, IsDefault, Rounds, All, delegates, consensusKeys) =
        (levels, byDefault, rounds, all, Texts(call, "delegate"), call.Protocol.Number >= 15 ? Texts(call, "consensus_key") : []);

    /// <summary>The levels asked for, in order, none twice.</summary>
    public IReadOnlyList<int> Levels { get; }

    /// <summary>True when neither a level nor a cycle was named.</summary>
    public bool IsDefault { get; }

    /// <summary>How many rounds (priorities) to tell, from 0.</summary>
    public int Rounds { get; }

    /// <summary>Tell every round, not only each delegate's first one.</summary>
    public bool All { get; }

    /// <summary>Reads the parameters; <paramref name="failure"/> is the answer when that can't be.</summary>
    public static bool TryRead(BlockCall call, int defaultLevel, bool takesCycles, out RightsQuery query, out IResult failure)
    {
        query = null!;
        var protocol = call.Protocol;
        var (levels, cycles, rounds) = (Numbers(call, "level"), takesCycles ? Numbers(call, "cycle") : [], Numbers(call, protocol.HasPriorities ? "max_priority" : "max_round"));
        if (levels is null || cycles is null || rounds is null)
        {
            failure = RpcErrors.BadParameter("level, cycle or max", call.Http.Request.QueryString.Value ?? "");
            return false;
        }

        var all = call.Query.TryGetValue("all", out var text) ? text[^1] ?? "" : "false";
        if (!Yes.Contains(all) && !No.Contains(all))
        {
            failure = RpcErrors.BadParameter("all", all);
            return false;
        }

        if (UnknownCycle(call, levels, cycles) is { } unknown)
        {
            failure = unknown;
            return false;
        }

        var spans = cycles.Select(call.Chain.Cycles.SpanOf).SelectMany(s => Enumerable.Range(s.First.Value, s.Length));
        IReadOnlyList<int> asked = levels.Count == 0 && cycles.Count == 0 ? [defaultLevel] : [.. levels.Concat(spans).Distinct().Order()];
        // The default is 64; Babylon stops before it, everybody else after it.
        var most = rounds.Count > 0 ? rounds[^1] : 64;
        var count = protocol.Number <= 5 ? most : most + 1;
        failure = null!;
        query = new RightsQuery(call, asked, levels.Count == 0 && cycles.Count == 0, Math.Min(count, protocol.HasPriorities ? 4096 : protocol.Constants.CommitteeSize), Yes.Contains(all));
        return true;
    }

    /// <summary>Baking rights: both filters must let the baker through.</summary>
    public bool LetsThroughBoth(Baker baker) =>
        (delegates.Count == 0 || delegates.Contains(baker.Address)) && (consensusKeys.Count == 0 || consensusKeys.Contains(baker.ConsensusKey));

    /// <summary>Attestation rights: one of the filters is enough.</summary>
    public bool LetsThroughEither(Baker baker) =>
        (delegates.Count == 0 && consensusKeys.Count == 0) || delegates.Contains(baker.Address) || consensusKeys.Contains(baker.ConsensusKey);

    private static IResult? UnknownCycle(BlockCall call, List<int> levels, List<int> cycles)
    {
        var now = call.Chain.Cycles.SpanAt(call.Block.Level).Cycle.Value;
        var known = (Oldest: Math.Max(0, now - 1), Latest: now + call.Protocol.Constants.ConsensusRightsDelay);
        foreach (var cycle in cycles.Concat(levels.Select(l => call.Chain.Cycles.SpanAt(l).Cycle.Value)))
        {
            if (cycle < known.Oldest || cycle > known.Latest)
            {
                var times = call.Protocol.HasPriorities && cycles.Count > 0 ? call.Protocol.Constants.BlocksPerCycle : 1;
                return RpcErrors.UnknownSeed(call.Protocol, cycle, known, times);
            }
        }

        return null;
    }

    private static List<int>? Numbers(BlockCall call, string name)
    {
        List<int> numbers = [];
        foreach (var text in call.Query.TryGetValue(name, out var found) ? found : StringValues.Empty)
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return null;
            }

            numbers.Add(number);
        }

        return numbers;
    }

    private static HashSet<string> Texts(BlockCall call, string name) =>
        [.. call.Query.TryGetValue(name, out var found) ? found.OfType<string>() : []];
}
