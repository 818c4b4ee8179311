using System.Globalization;
using System.Text.Json;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;
using BakeWindow.Core.Signers;

namespace BakeWindow.Tezos.Rpc;

public sealed partial class NodeRpc
{
    /// <summary>The baker's attesting in the current cycle; null where the protocol has no such call (below 012).</summary>
    /// <param name="baker">Whose.</param>
    /// <param name="readAt">The level of the head, which the answer does not name.</param>
    /// <param name="ct">Ends the call.</param>
    public Task<Participation?> ParticipationAsync(BakerAddress baker, Level readAt, CancellationToken ct = default) => ParticipationAsync(baker, readAt, HeadBlock, ct);

    /// <summary>The same as it stood at a block.</summary>
    public async Task<Participation?> ParticipationAsync(BakerAddress baker, Level readAt, string block, CancellationToken ct = default)
    {
        try
        {
            var wire = await channel.GetAsync(Delegate(baker, "/participation", block), Wire.Default.ParticipationWire, ct);
            return new Participation
            {
                ExpectedSlots = wire.ExpectedCycleActivity,
                MinimalSlots = wire.MinimalCycleActivity,
                MissedSlots = wire.MissedSlots,
                MissedLevels = wire.MissedLevels,
                ExpectedRewardMutez = wire.ExpectedAttestingRewards ?? wire.ExpectedEndorsingRewards ?? 0,
                ReadAt = readAt,
            };
        }
        catch (RpcException.NotFound)
        {
            return null;
        }
    }

    /// <summary>The baker's part in data availability; null where the protocol has no such call (below 022) or has it switched off.</summary>
    public async Task<DalParticipation?> DalParticipationAsync(BakerAddress baker, CancellationToken ct = default)
    {
        try
        {
            var wire = await channel.GetAsync(Delegate(baker, "/dal_participation"), Wire.Default.DalWire, ct);
            return new DalParticipation(wire.DelegateAttestedDalSlots, wire.DelegateAttestableDalSlots, wire.SufficientDalParticipation, wire.Denounced, wire.ExpectedDalRewards);
        }
        catch (RpcException e) when (e is RpcException.NotFound || (e is RpcException.Failed failed && failed.Ids.Any(id => id.Contains("dal", StringComparison.OrdinalIgnoreCase))))
        {
            return null;
        }
    }

    /// <summary>What the node tells of a delegate.</summary>
    public async Task<DelegateInfo> DelegateAsync(BakerAddress baker, CancellationToken ct = default)
    {
        var wire = await channel.GetAsync(Delegate(baker, ""), Wire.Default.DelegateWire, ct);
        return new DelegateInfo(
            wire.Deactivated,
            wire.GracePeriod is { } cycle ? new Cycle(cycle) : null,
            wire.IsForbidden,
            wire.ConsensusKey?.Active?.Pkh ?? wire.ActiveConsensusKey,
            wire.CompanionKey?.Active?.Pkh);
    }

    /// <summary>The keys that the baker signs with, now and in the cycles that are known; its own where the protocol knows no others (consensus keys: 015, companion keys: 023).</summary>
    public async Task<SigningKeys> SigningKeysAsync(BakerAddress baker, CancellationToken ct = default)
    {
        var consensus = await KeysAsync(baker, "/consensus_key", ct);
        var companion = consensus is null ? null : await KeysAsync(baker, "/companion_key", ct);
        return new SigningKeys(consensus?.Active?.Pkh ?? baker.Value, Coming(consensus), companion?.Active?.Pkh, Coming(companion));
    }

    private async Task<ActiveKeyWire?> KeysAsync(BakerAddress baker, string which, CancellationToken ct)
    {
        try
        {
            return await channel.GetNullableAsync(Delegate(baker, which), Wire.Default.ActiveKeyWire, ct);
        }
        catch (RpcException.NotFound)
        {
            return null;
        }
    }

    private static IReadOnlyList<KeyFrom> Coming(ActiveKeyWire? keys) =>
        [.. (keys?.Pendings ?? []).Where(k => BakerAddress.TryParse(k.Pkh ?? "", out _, out _)).Take(8).Select(k => new KeyFrom(new Cycle(k.Cycle), k.Pkh!)).OrderBy(k => k.From)];

    /// <summary>What became of the nonce that the block at a level committed to.</summary>
    public async Task<NonceState> NonceAsync(Level committedAt, CancellationToken ct = default) =>
        await channel.GetAsync(Block(HeadBlock, FormattableString.Invariant($"context/nonces/{committedAt.Value}")), Wire.Default.NonceWire, ct) switch
        {
            { Nonce: not null } => NonceState.Revealed,
            { Hash: not null } => NonceState.Missing,
            _ => NonceState.None,
        };

    /// <summary>f from the distribution that the current cycle's rights were drawn from (protocol 024 and later; the default access control list refuses it).</summary>
    public async Task<double?> BakingPowerShareAsync(BakerAddress baker, CancellationToken ct = default)
    {
        var path = Block(HeadBlock, "helpers/baking_power_distribution_for_current_cycle");
        return await channel.ReadAsync<double?>(path, async (body, token) =>
        {
            using var document = await JsonDocument.ParseAsync(body, default, token);
            return ShareOf(baker, document.RootElement);
        }, RpcChannel.SmallBody, ct);
    }

    /// <summary>f from the listing of voting power, which every protocol and the default access control list give; a little older than the stake of the rights.</summary>
    public async Task<double?> VotingPowerShareAsync(BakerAddress baker, CancellationToken ct = default)
    {
        var powers = await channel.ListAsync(Block(HeadBlock, "votes/listings"), Wire.Default.ListingWire,
            (ListingWire entry, List<(bool Own, double Power)> all) => all.Add((entry.Pkh == baker.Value, entry.VotingPower ?? entry.Rolls ?? 0)), RpcChannel.SmallBody, ct);
        var total = powers.Sum(p => p.Power);
        return total > 0 ? powers.Where(p => p.Own).Sum(p => p.Power) / total : null;
    }

    // ["total", [[{"delegate": …}, "power"], …]]
    private static double? ShareOf(BakerAddress baker, JsonElement distribution)
    {
        if (distribution.ValueKind is not JsonValueKind.Array || distribution.GetArrayLength() != 2)
        {
            throw new JsonException("no distribution of baking power");
        }

        double own = 0;
        foreach (var entry in distribution[1].EnumerateArray())
        {
            own += entry.GetArrayLength() == 2 && entry[0].TryGetProperty("delegate", out var who) && who.ValueEquals(baker.Value) ? PowerOf(entry[1]) : 0;
        }

        return PowerOf(distribution[0]) is > 0 and var total ? own / total : null;
    }

    private static double PowerOf(JsonElement element) =>
        element.ValueKind is JsonValueKind.String ? double.Parse(element.GetString()!, CultureInfo.InvariantCulture) : element.GetDouble();

    private static string Delegate(BakerAddress baker, string rest, string block = HeadBlock) => Block(block, $"context/delegates/{baker.Value}{rest}");
}
