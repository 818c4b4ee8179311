using BakeWindow.Core.Chain;

namespace BakeWindow.Tezos.Rpc;

public sealed partial class NodeRpc
{
    /// <summary>What a block pays in a cycle; null where the protocol has no such call (below 018) or does not tell of that cycle. The default access control list allows it.</summary>
    /// <param name="cycle">The present cycle, or one of the next two.</param>
    /// <param name="constants">The constants in force: before 024 what is told is per slot.</param>
    /// <param name="ct">Ends the call.</param>
    public async Task<BlockRewards?> RewardsAsync(Cycle cycle, ProtocolConstants constants, CancellationToken ct = default)
    {
        try
        {
            var all = await channel.GetAsync(Block(HeadBlock, "context/issuance/expected_issuance"), Wire.Default.IssuanceWireArray, ct);
            return all.FirstOrDefault(i => i.Cycle == cycle.Value) is { } wire ? Of(wire, constants) : null;
        }
        catch (RpcException.NotFound)
        {
            return null;
        }
    }

    // The bonus of a slot is what the whole bonus is divided into: the slots above the threshold of two thirds.
    private static BlockRewards? Of(IssuanceWire wire, ProtocolConstants constants)
    {
        var bonus = wire.BakingRewardBonusPerBlock ?? wire.BakingRewardBonusPerSlot * (constants.CommitteeSize / 3);
        var attesting = wire.AttestingRewardPerBlock ?? wire.AttestingRewardPerSlot * constants.CommitteeSize;
        return (bonus, attesting) is ({ } b, { } a) ? new BlockRewards(new Cycle(wire.Cycle), wire.BakingRewardFixedPortion, b, a) : null;
    }
}
