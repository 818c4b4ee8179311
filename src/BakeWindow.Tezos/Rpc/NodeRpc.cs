using System.Text.Json;
using BakeWindow.Core.Chain;

namespace BakeWindow.Tezos.Rpc;

/// <summary>
/// One Tezos node: typed calls for protocols of every era. Each call ends within the time-out and fails with an <see cref="RpcException"/> only. Stateless; share it.
/// </summary>
public sealed partial class NodeRpc
{
    /// <summary>The block that most calls ask about.</summary>
    public const string HeadBlock = "head";

    private readonly RpcChannel channel;

    /// <summary>Makes it; nothing is called yet.</summary>
    /// <param name="http">The client; see <see cref="TezosHttp.Create"/>.</param>
    /// <param name="address">Where the node is; a path prefix, user info and an API key in the query are kept.</param>
    /// <param name="name">Its name in messages.</param>
    /// <param name="time">The clock of the time-outs.</param>
    /// <param name="timeout">How long one call may take; above zero.</param>
    /// <exception cref="ArgumentException">The address is not http or https.</exception>
    public NodeRpc(HttpClient http, Uri address, string name, TimeProvider time, TimeSpan timeout) =>
        channel = new RpcChannel(http, address, name, time, timeout);

    /// <summary>Its name in messages.</summary>
    public string Name => channel.Name;

    internal RpcChannel Channel => channel;

    /// <summary>A block's header.</summary>
    public Task<BlockHeader> HeaderAsync(string block = HeadBlock, CancellationToken ct = default) =>
        channel.GetAsync(Block(block, "header"), Wire.Default.HeaderWire, HeaderOf, ct);

    /// <summary>The protocol of a block and of the next; they differ only on the last block before an activation.</summary>
    public async Task<ProtocolPair> ProtocolsAsync(string block = HeadBlock, CancellationToken ct = default)
    {
        var wire = await channel.GetAsync(Block(block, "protocols"), Wire.Default.ProtocolsWire, ct);
        return new ProtocolPair(wire.Protocol, wire.NextProtocol);
    }

    /// <summary>Who made a block and where in its cycle it stands.</summary>
    public async Task<BlockMetadata> MetadataAsync(string block = HeadBlock, CancellationToken ct = default)
    {
        var wire = await channel.GetAsync(Block(block, "metadata"), Wire.Default.MetadataWire, ct);
        var level = wire.LevelInfo ?? wire.Level;
        return new BlockMetadata(new ProtocolPair(wire.Protocol ?? "", wire.NextProtocol ?? ""), wire.Baker, level is null ? null : LevelOf(level));
    }

    /// <summary>The chain's id.</summary>
    public Task<string> ChainIdAsync(CancellationToken ct = default) => channel.GetAsync("/chains/main/chain_id", Wire.Default.String, ct);

    /// <summary>The constants in force after a block.</summary>
    /// <param name="protocol">The protocol that <see cref="ProtocolsAsync"/> named next; it is not told with the constants.</param>
    /// <param name="block">The block.</param>
    /// <param name="ct">Ends the call.</param>
    public Task<ProtocolConstants> ConstantsAsync(string protocol, string block = HeadBlock, CancellationToken ct = default) =>
        channel.GetAsync(Block(block, "context/constants"), Wire.Default.ConstantsWire, wire => wire.ToFacts(protocol), ct);

    /// <summary>Where in its cycle a block stands, or the level so many levels after it.</summary>
    public async Task<LevelInfo> CurrentLevelAsync(int offset = 0, string block = HeadBlock, CancellationToken ct = default) =>
        LevelOf(await channel.GetAsync(Block(block, FormattableString.Invariant($"helpers/current_level{(offset == 0 ? "" : $"?offset={offset}")}")), Wire.Default.LevelWire, ct));

    /// <summary>The first and last level of a block's cycle, or of the cycle so many cycles away. The default access control list refuses it.</summary>
    public async Task<(Level First, Level Last)> LevelsInCycleAsync(int offset = 0, string block = HeadBlock, CancellationToken ct = default)
    {
        var path = Block(block, FormattableString.Invariant($"helpers/levels_in_current_cycle{(offset == 0 ? "" : $"?offset={offset}")}"));
        var wire = await channel.GetAsync(path, Wire.Default.LevelsWire, ct);
        return wire.Last >= wire.First
            ? (new Level(wire.First), new Level(wire.Last))
            : throw new RpcException.Garbage(Name, path, FormattableString.Invariant($"a cycle from level {wire.First} to {wire.Last}"));
    }

    /// <summary>The chain's protocols so far, in order of level.</summary>
    public async Task<IReadOnlyList<ProtocolEra>> ProtocolHistoryAsync(CancellationToken ct = default)
    {
        // The activation block is the last of the former protocol: the first whose next protocol is the new one.
        var eras = await channel.ListAsync("/chains/main/protocols", Wire.Default.ProtocolEntryWire,
            (ProtocolEntryWire entry, List<ProtocolEra> all) => all.Add(new ProtocolEra(entry.Protocol, new Level(entry.ActivationBlock.Level + 1))), RpcChannel.SmallBody, ct);
        return [.. eras.OrderBy(e => e.First)];
    }

    /// <summary>Upgrades without a vote that this node will make: the first level after each, and the protocol.</summary>
    public async Task<IReadOnlyList<ProtocolEra>> ForcedUpgradesAsync(CancellationToken ct = default) =>
        await channel.ListAsync("/config/network/user_activated_upgrades", Wire.Default.UpgradeWire,
            (UpgradeWire upgrade, List<ProtocolEra> all) => all.Add(new ProtocolEra(upgrade.ReplacementProtocol, new Level(upgrade.Level + 1))), RpcChannel.SmallBody, ct);

    /// <summary>The voting period at a block (protocol 008 and later).</summary>
    public async Task<VotingPeriod> VotingPeriodAsync(string block = HeadBlock, CancellationToken ct = default)
    {
        var wire = await channel.GetAsync(Block(block, "votes/current_period"), Wire.Default.PeriodWire, ct);
        return new VotingPeriod(wire.VotingPeriod.Kind, wire.VotingPeriod.StartPosition, wire.Position, wire.Remaining);
    }

    /// <summary>The protocol that is voted on, or waits for its activation; null: none.</summary>
    public Task<string?> CurrentProposalAsync(string block = HeadBlock, CancellationToken ct = default) =>
        channel.GetNullableAsync(Block(block, "votes/current_proposal"), Wire.Default.String, ct);

    /// <summary>The first level at which all bakers attest (protocol 024 and later); null: not scheduled.</summary>
    public async Task<Level?> AllBakersAttestFromAsync(string block = HeadBlock, CancellationToken ct = default) =>
        await channel.GetNullableAsync(Block(block, "helpers/all_bakers_attest_activation_level"), Wire.Default.LevelWire, ct) is { } wire ? new Level(wire.Level) : null;

    internal static BlockHeader HeaderOf(HeaderWire wire) => new(
        new Level(wire.Level), wire.Hash, wire.Predecessor ?? "", wire.Timestamp.ToUniversalTime(), wire.Priority ?? RoundOf(wire.Fitness), wire.ChainId, wire.Protocol, wire.Proto);

    internal static string Block(string block, string rest) => $"/chains/main/blocks/{block}/{rest}";

    // Tenderbake: ["02", level, locked round, predecessor's round, round], big-endian hex. Fitness of earlier protocols holds no round.
    private static int RoundOf(string[]? fitness)
    {
        if (fitness is not ["02", _, _, _, var last])
        {
            return 0;
        }

        try
        {
            return checked((int)Convert.ToUInt32(last, 16));
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException)
        {
            throw new JsonException($"fitness ends in \"{last}\", which is no round", e);
        }
    }

    private static LevelInfo LevelOf(LevelWire wire) => new(new Level(wire.Level), new Cycle(wire.Cycle), wire.CyclePosition, wire.ExpectedCommitment ?? false);
}
