namespace BakeWindow.Core.Gate;

/// <summary>Why the gate answers as it does. Written in kebab case everywhere outside the code; codes are never renamed.</summary>
public enum ReasonCode
{
    /// <summary>Allowed: the need fits before the next hard right.</summary>
    SafeWindow,

    /// <summary>Allowed: no protected workload runs there.</summary>
    NoDutyHere,

    /// <summary>Allowed: a person broke the glass for this node; the gate itself would have said something else.</summary>
    BrokenGlass,

    /// <summary>Held: a baking right comes before the work would be done.</summary>
    BakingRightAhead,

    /// <summary>Held: an endorsing right comes before the work would be done (priority era).</summary>
    AttestationRightAhead,

    /// <summary>Held: the levels after a right are not final yet.</summary>
    RightNotSettled,

    /// <summary>Held: own nonces are to be revealed, now or before the work would be done.</summary>
    NonceRevelation,

    /// <summary>Held: a protocol activation is near.</summary>
    ProtocolActivation,

    /// <summary>Held: rights beyond the horizon are not known and the work does not fit before it.</summary>
    HorizonTooNear,

    /// <summary>Held: outside the allowed hours, or the work would reach beyond them.</summary>
    OutsideAllowedHours,

    /// <summary>Held: a freeze that somebody set.</summary>
    Freeze,

    /// <summary>Held: the attestation budget, its reserve or the share of one maintenance would be exceeded.</summary>
    BudgetExceeded,

    /// <summary>Held: another maintenance works in the failure domain or on a node of the same baker.</summary>
    AnotherMaintenance,

    /// <summary>Held: policy lets only holders of a ticket use a window.</summary>
    TicketRequired,

    /// <summary>Held: the signer does not answer, so the baker would not come back.</summary>
    SignerUnhealthy,

    /// <summary>Held: the baker's Tezos node is not in sync.</summary>
    NodeBehind,

    /// <summary>Held: the time is safe, but the floor of a workload there still lets nothing go.</summary>
    FloorNotOpen,

    /// <summary>Held, also where the glass is broken: pods of one baker stand on two nodes, and a disturbance could let both sign. Without broken glass only where policy requires <c>single-baker</c>.</summary>
    SecondBaker,

    /// <summary>Held: the path to the key is well again, but not for long enough.</summary>
    SignerNotSettled,

    /// <summary>Held: no sentry would be left that is Ready.</summary>
    SentriesUnwell,

    /// <summary>Held: the baker's Tezos node has too few connections.</summary>
    FewPeers,

    /// <summary>Held: a pod's storage is of another version than its program, or is being upgraded.</summary>
    StorageUpgradePending,

    /// <summary>Held: an image can't be pulled.</summary>
    ImageNotThere,

    /// <summary>Held: a volume can't follow its pod to another node.</summary>
    VolumeStays,

    /// <summary>Held: a pod would find no node again.</summary>
    NoNodeTakesIt,

    /// <summary>Can't know: no head has been seen.</summary>
    HeadMissing,

    /// <summary>Can't know: the head is too old.</summary>
    HeadStale,

    /// <summary>Can't know: the head lies in the future of this clock.</summary>
    ClockSkew,

    /// <summary>Can't know: two sources tell different chains.</summary>
    SourcesDisagree,

    /// <summary>Can't know: the constants in force after the head are not known.</summary>
    ConstantsUnknown,

    /// <summary>Can't know: rights have not been fetched for the present levels.</summary>
    RightsUnknown,

    /// <summary>Can't know: an answer without rights that can't be true.</summary>
    RightsImplausible,

    /// <summary>Can't know: participation in this cycle has not been read.</summary>
    ParticipationUnknown,

    /// <summary>Can't know: the cluster's watch is broken or silent.</summary>
    ClusterUnknown,

    /// <summary>Can't know: no such node.</summary>
    NodeUnknown,

    /// <summary>Can't know: a check that policy requires before a disturbance could not be made.</summary>
    ReadinessUnknown,
}

/// <summary>Texts of reason codes.</summary>
public static class ReasonCodes
{
    /// <summary>The code as machines read it: <c>baking-right-ahead</c>.</summary>
    public static string Kebab(this ReasonCode code) =>
        string.Concat(code.ToString().Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : "-") + char.ToLowerInvariant(c) : c.ToString()));
}
