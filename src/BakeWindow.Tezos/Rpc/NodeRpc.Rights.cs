using System.Globalization;
using System.Text;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;
using BakeWindow.Tezos.Rights;

namespace BakeWindow.Tezos.Rpc;

public sealed partial class NodeRpc
{
    /// <summary>A baker's rights to bake at some levels. Rows of others, of other levels and of later rounds are left out, whatever the node sends.</summary>
    /// <param name="baker">Whose.</param>
    /// <param name="era">Priorities or rounds: a node ignores the limit of the other era, and computes 65 rounds.</param>
    /// <param name="levels">The levels, in order; few enough for one address line (see <see cref="NodeRights"/>).</param>
    /// <param name="maxRound">The highest round (priority) wanted.</param>
    /// <param name="ct">Ends the call.</param>
    public async Task<IReadOnlyList<BakingRight>> BakingRightsAsync(
        BakerAddress baker, ConsensusEra era, IReadOnlyList<Level> levels, int maxRound, CancellationToken ct = default)
    {
        var query = WithLevels(BakingQuery(baker, era, maxRound), levels);
        var asked = levels.ToHashSet();
        return await BakingAsync(query, new BakingRightsFilter(baker, levels[0], levels[^1], maxRound), asked.Contains, ct);
    }

    /// <summary>A baker's rights to bake in a cycle, asked for as a whole: for nodes behind a proxy that takes no long address lines.</summary>
    public async Task<IReadOnlyList<BakingRight>> BakingRightsAsync(
        BakerAddress baker, ConsensusEra era, CycleSpan span, int maxRound, CancellationToken ct = default) =>
        await BakingAsync(WithCycle(BakingQuery(baker, era, maxRound), span.Cycle), new BakingRightsFilter(baker, span.First, span.Last, maxRound), static _ => true, ct);

    /// <summary>Rights to attest (endorse) at some levels.</summary>
    /// <param name="baker">Whose; null: everybody's.</param>
    /// <param name="era">Below protocol 012 they are called endorsing rights, since 019 attestation rights, between either.</param>
    /// <param name="levels">The levels, in order.</param>
    /// <param name="ct">Ends the call.</param>
    public Task<IReadOnlyList<AttestingRight>> AttestingRightsAsync(BakerAddress? baker, ConsensusEra era, IReadOnlyList<Level> levels, CancellationToken ct = default) =>
        AttestingAsync(baker, era, query => WithLevels(query, levels), ct);

    /// <summary>Rights to attest (endorse) in a cycle, asked for as a whole. In Tenderbake that is a hundred million draws: never ask the baking node.</summary>
    public Task<IReadOnlyList<AttestingRight>> AttestingRightsAsync(BakerAddress? baker, ConsensusEra era, Cycle cycle, CancellationToken ct = default) =>
        AttestingAsync(baker, era, query => WithCycle(query, cycle), ct);

    /// <summary>The validators of a level (protocol 012 and later), those without a slot too.</summary>
    public async Task<IReadOnlyList<Validator>> ValidatorsAsync(Level level, BakerAddress? baker = null, CancellationToken ct = default)
    {
        var query = new StringBuilder(Block(HeadBlock, "helpers/validators")).Append("?level=").Append(level.Value);
        if (baker is not null)
        {
            query.Append("&delegate=").Append(baker.Value);
        }

        return await channel.ListAsync<ValidatorsWire, Validator>(query.ToString(), Wire.Default.ValidatorsWire, TakeValidators, RpcChannel.SmallBody, ct);
    }

    internal static void TakeValidators(ValidatorsWire wire, List<Validator> all)
    {
        if (wire.Delegates is null)
        {
            all.Add(new Validator(new Level(wire.Level), Named(wire.Delegate), wire.Slots ?? [], wire.ConsensusKey, wire.CompanionKey, null, false));
            return;
        }

        foreach (var one in wire.Delegates)
        {
            all.Add(new Validator(new Level(wire.Level), one.Delegate, one.Rounds ?? [], one.ConsensusKey, one.CompanionKey, one.AttestingPower, wire.AllBakersAttestActivated ?? false));
        }
    }

    // Flat lists (up to 011) name a delegate and its slots; grouped ones (012 and later) a power, under three names so far.
    internal static void TakeAttesting(AttestingWire wire, List<AttestingRight> all)
    {
        if (wire.Delegates is null)
        {
            all.Add(new AttestingRight(new Level(wire.Level), Named(wire.Delegate), wire.Slots?.Length ?? 0));
            return;
        }

        foreach (var one in wire.Delegates)
        {
            var power = one.AttestingPower ?? one.AttestationPower ?? one.EndorsingPower ?? throw new System.Text.Json.JsonException("an attestation right without its power");
            all.Add(new AttestingRight(new Level(wire.Level), one.Delegate, power));
        }
    }

    private static string Named(string? name) => name ?? throw new System.Text.Json.JsonException("a right without its delegate");

    private async Task<IReadOnlyList<BakingRight>> BakingAsync(string path, BakingRightsFilter filter, Predicate<Level> isAsked, CancellationToken ct)
    {
        var rights = await channel.ReadAsync(path, async (body, token) => await BakingRightsParser.ReadAsync(body, filter, token), RpcChannel.RightsBody, ct) ?? [];
        rights.RemoveAll(r => !isAsked(r.Level));
        return rights;
    }

    private async Task<IReadOnlyList<AttestingRight>> AttestingAsync(BakerAddress? baker, ConsensusEra era, Func<StringBuilder, string> finish, CancellationToken ct)
    {
        Task<List<AttestingRight>> AskAsync(string call)
        {
            var query = new StringBuilder(Block(HeadBlock, "helpers/")).Append(call).Append('?');
            if (baker is not null)
            {
                query.Append("delegate=").Append(baker.Value).Append('&');
            }

            return channel.ListAsync<AttestingWire, AttestingRight>(finish(query), Wire.Default.AttestingWire, TakeAttesting, RpcChannel.RightsBody, ct);
        }

        if (era is ConsensusEra.Priority)
        {
            return await AskAsync("endorsing_rights");
        }

        try
        {
            return await AskAsync("attestation_rights");
        }
        catch (RpcException.NotFound)
        {
            return await AskAsync("endorsing_rights");
        }
    }

    // Protocol 005 leaves max_priority itself out; asking one more and filtering is right for all.
    private static StringBuilder BakingQuery(BakerAddress baker, ConsensusEra era, int maxRound) =>
        new StringBuilder(Block(HeadBlock, "helpers/baking_rights")).Append(CultureInfo.InvariantCulture,
            $"?delegate={baker.Value}&{(era is ConsensusEra.Priority ? "max_priority" : "max_round")}={(era is ConsensusEra.Priority ? maxRound + 1 : maxRound)}&");

    private static string WithLevels(StringBuilder query, IReadOnlyList<Level> levels)
    {
        foreach (var level in levels)
        {
            query.Append(CultureInfo.InvariantCulture, $"level={level.Value}&");
        }

        return query.ToString(0, query.Length - 1);
    }

    private static string WithCycle(StringBuilder query, Cycle cycle) => query.Append(CultureInfo.InvariantCulture, $"cycle={cycle.Value}").ToString();
}
