using BakeWindow.Core.Chain;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Planning;

/// <summary>What the operator has decided beforehand. Every default is the design's.</summary>
public sealed record Policy
{
    /// <summary>How long before its turn a baker must be back: the node needs a live mempool a full level earlier. At least zero.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Levels after a right during which it still closes: a block is final after two.</summary>
    public int SettleLevels { get; init; } = 2;

    /// <summary>Baking rights of rounds 0…N are hard; later rounds are priced.</summary>
    public int HardRounds { get; init; }

    /// <summary>The policy as it counts in a chain: in a sick one the owners of early rounds miss, so the next ones' turns come, and they are hard too.</summary>
    public Policy In(ChainView chain) => ChainHealth.IsSick(chain) && HardRounds < ChainHealth.RoundsThatMatter ? this with { HardRounds = ChainHealth.RoundsThatMatter } : this;

    /// <summary>How far from a protocol activation nothing is disturbed: the first Ithaca block took half an hour.</summary>
    public TimeSpan Freeze { get; init; } = TimeSpan.FromHours(1);

    /// <summary>m: the chance that the owner of a round does not bake (mainnet: about 0.01), which makes the next round matter.</summary>
    public double MissedRoundProbability { get; init; } = 0.01;

    /// <summary>The share of a cycle's attestation budget that one maintenance may spend (0…1).</summary>
    public double BudgetPerMaintenance { get; init; } = 0.10;

    /// <summary>The share of the budget that is kept for accidents (0…1).</summary>
    public double BudgetReserve { get; init; } = 0.50;

    /// <summary>Expected blocks lost at which a start is as good as free: of such starts the earliest is taken.</summary>
    public double AcceptedBlocks { get; init; } = 0.002;

    /// <summary>
    /// The most expected blocks that a start may cost at all. Where no window holds the need, the price that is paid for a shorter one rises to this as time passes. Whatever costs
    /// more than <see cref="ApprovedUpToBlocks"/> still wants a person's yes. 0 pays never more than <see cref="AcceptedBlocks"/>.
    /// </summary>
    public double MostBlocks { get; init; } = 1;

    /// <summary>The deadline, for the price, of a request that has none.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Own blocks expected in the horizon from which an empty answer can't be true: e⁻¹⁴ &lt; 10⁻⁶.</summary>
    public double ImplausiblyEmptyFrom { get; init; } = 14;

    /// <summary>Added to the learned p95 to make the need.</summary>
    public TimeSpan Guard { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long an outage lasts, as believed before there are samples.</summary>
    public DurationPrior Prior { get; init; } = new(TimeSpan.FromMinutes(5.5), TimeSpan.FromMinutes(12), TimeSpan.FromMinutes(40));

    /// <summary>Hours in which maintenance may happen; null: at any.</summary>
    public AllowedHours? Hours { get; init; }

    /// <summary>Spans in which nothing is disturbed.</summary>
    public IReadOnlyList<FreezePeriod> Freezes { get; init; } = [];

    /// <summary>Who may use a safe window.</summary>
    public WindowAccess Access { get; init; } = WindowAccess.Windowed;

    /// <summary>For how long a floor may be held without a moment at which it could open before that is an alarm. The protection stays, alarm or not.</summary>
    public TimeSpan MaxHold { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Up to how many expected blocks a maintenance needs nobody's approval.</summary>
    public double ApprovedUpToBlocks { get; init; } = 0.002;

    /// <summary>Up to which share of the budget a maintenance needs nobody's approval.</summary>
    public double ApprovedUpToBudget { get; init; } = 0.02;

    /// <summary>Whether the one who approves must be another than the one who asked.</summary>
    public FourEyes FourEyes { get; init; }

    /// <summary>With <see cref="Planning.FourEyes.AbovePrice"/>: from more expected blocks than this on.</summary>
    public double FourEyesAboveBlocks { get; init; }

    /// <summary>How long before a start that a person must approve it is proposed at least, where there is a choice.</summary>
    public TimeSpan ApprovalLead { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a drained node waits for somebody to reboot it. An agent looks every few seconds and a shutdown takes a minute or two; what still stands after this will not go.</summary>
    public TimeSpan RebootPatience { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The least time between two nodes of a pool.</summary>
    public TimeSpan PoolSpacing { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Neighbours (<c>kured</c>) whose wish to reboot is met by letting them do it in a window, instead of draining for them and having an agent reboot.</summary>
    public IReadOnlyList<string> ReleaseTo { get; init; } = [];

    /// <summary>What is looked at before anything is disturbed, and how much it weighs.</summary>
    public Readiness.ReadinessPolicy Readiness { get; init; } = new();

    /// <summary>Evict pods with emptyDir volumes in a drain, losing what is in them.</summary>
    public bool LoseEmptyDir { get; init; } = true;
}

/// <summary>Who may use a safe window.</summary>
public enum WindowAccess
{
    /// <summary>Everybody: the floor opens while the default need fits.</summary>
    Windowed,

    /// <summary>Only the holder of a ticket.</summary>
    Ticketed,
}

/// <summary>Must two people agree: the one who asks and another who approves?</summary>
public enum FourEyes
{
    /// <summary>Whoever may approve may approve his own request.</summary>
    Never,

    /// <summary>Another must approve, whatever it costs.</summary>
    Always,

    /// <summary>Another must approve what costs more expected blocks than <see cref="Policy.FourEyesAboveBlocks"/>.</summary>
    AbovePrice,
}

/// <summary>A belief about how long an outage lasts: log-normal by its median and 95th percentile, never longer than the cap.</summary>
public sealed record DurationPrior(TimeSpan Median, TimeSpan P95, TimeSpan Cap);
