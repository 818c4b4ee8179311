using System.Text.Json;
using System.Text.Json.Serialization;

namespace BakeWindow.Tezos.Rpc;

// The answers as they stand on the wire, all eras in one shape: what an era does not have is null. Unknown fields are ignored; numbers may be strings.

internal sealed record HeaderWire(
    string Hash, int Level, DateTimeOffset Timestamp, string? Predecessor = null, string[]? Fitness = null, int? Priority = null, string? ChainId = null, string? Protocol = null, int? Proto = null);

internal sealed record ProtocolsWire(string Protocol, string NextProtocol);

internal sealed record LevelWire(int Level, int Cycle, int CyclePosition, bool? ExpectedCommitment = null);

internal sealed record LevelsWire(int First, int Last);

internal sealed record MetadataWire(string? Protocol = null, string? NextProtocol = null, string? Baker = null, LevelWire? LevelInfo = null, LevelWire? Level = null);

internal sealed record RatioWire(int Numerator, int Denominator);

internal sealed record ParticipationWire(
    long ExpectedCycleActivity, long MinimalCycleActivity, long MissedSlots, int MissedLevels, long? ExpectedAttestingRewards = null, long? ExpectedEndorsingRewards = null);

internal sealed record DalWire(
    long ExpectedAssignedShardsPerSlot, long DelegateAttestedDalSlots, long DelegateAttestableDalSlots, long ExpectedDalRewards, bool SufficientDalParticipation, bool Denounced);

internal sealed record IssuanceWire(
    int Cycle, long BakingRewardFixedPortion, long? BakingRewardBonusPerSlot = null, long? BakingRewardBonusPerBlock = null, long? AttestingRewardPerSlot = null, long? AttestingRewardPerBlock = null);

internal sealed record KeyWire(string? Pkh = null);

internal sealed record ActiveKeyWire(KeyWire? Active = null);

internal sealed record DelegateWire(
    bool Deactivated, int? GracePeriod = null, bool? IsForbidden = null, string? ActiveConsensusKey = null, ActiveKeyWire? ConsensusKey = null, ActiveKeyWire? CompanionKey = null);

internal sealed record ListingWire(string Pkh, long? Rolls = null, long? VotingPower = null);

internal sealed record BootstrappedWire(bool Bootstrapped, string SyncState);

internal sealed record VersionNumberWire(int Major, int Minor);

internal sealed record NetworkVersionWire(string? ChainName = null);

internal sealed record VersionWire(VersionNumberWire? Version = null, NetworkVersionWire? NetworkVersion = null, string? ChainName = null);

internal sealed record ActivationBlockWire(int Level);

internal sealed record ProtocolEntryWire(string Protocol, int ProtoLevel, ActivationBlockWire ActivationBlock);

internal sealed record UpgradeWire(int Level, string ReplacementProtocol);

internal sealed record PeriodKindWire(string Kind, int StartPosition);

internal sealed record PeriodWire(PeriodKindWire VotingPeriod, int Position, int Remaining);

internal sealed record NonceWire(string? Nonce = null, string? Hash = null);

internal sealed record AttestingDelegateWire(
    string Delegate, int? EndorsingPower = null, int? AttestationPower = null, int? AttestingPower = null);

internal sealed record AttestingWire(int Level, string? Delegate = null, int[]? Slots = null, AttestingDelegateWire[]? Delegates = null);

internal sealed record ValidatorWire(string Delegate, int[]? Rounds = null, string? ConsensusKey = null, string? CompanionKey = null, long? AttestingPower = null);

internal sealed record ValidatorsWire(
    int Level, string? Delegate = null, int[]? Slots = null, string? ConsensusKey = null, string? CompanionKey = null, bool? AllBakersAttestActivated = null, ValidatorWire[]? Delegates = null);

internal sealed record ConsensusContentWire(int Level);

internal sealed record InlinedOperationsWire(int Level);

internal sealed record InlinedWire(InlinedOperationsWire Operations);

internal sealed record CommitteeMemberWire(string Delegate);

internal sealed record ContentMetadataWire(string? Delegate = null, CommitteeMemberWire[]? Committee = null);

internal sealed record ContentWire(string Kind, int? Level = null, ConsensusContentWire? ConsensusContent = null, InlinedWire? Endorsement = null, ContentMetadataWire? Metadata = null);

internal sealed record OperationWire(ContentWire[] Contents);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowReadingFromString,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(HeaderWire))]
[JsonSerializable(typeof(IssuanceWire[]))]
[JsonSerializable(typeof(ProtocolsWire))]
[JsonSerializable(typeof(LevelWire))]
[JsonSerializable(typeof(LevelsWire))]
[JsonSerializable(typeof(MetadataWire))]
[JsonSerializable(typeof(ConstantsWire))]
[JsonSerializable(typeof(ParticipationWire))]
[JsonSerializable(typeof(DalWire))]
[JsonSerializable(typeof(DelegateWire))]
[JsonSerializable(typeof(ListingWire))]
[JsonSerializable(typeof(BootstrappedWire))]
[JsonSerializable(typeof(VersionWire))]
[JsonSerializable(typeof(ProtocolEntryWire))]
[JsonSerializable(typeof(UpgradeWire))]
[JsonSerializable(typeof(PeriodWire))]
[JsonSerializable(typeof(NonceWire))]
[JsonSerializable(typeof(AttestingWire))]
[JsonSerializable(typeof(ValidatorsWire))]
[JsonSerializable(typeof(OperationWire))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class Wire : JsonSerializerContext;
