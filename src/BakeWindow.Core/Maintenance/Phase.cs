using System.Text.Json.Serialization;

namespace BakeWindow.Core.Maintenance;

/// <summary>Where a maintenance stands. All cases stand here, in the order of the story.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "phase")]
[JsonDerivedType(typeof(Phase.Requested), "Requested")]
[JsonDerivedType(typeof(Phase.AwaitingApproval), "AwaitingApproval")]
[JsonDerivedType(typeof(Phase.Waiting), "Waiting")]
[JsonDerivedType(typeof(Phase.Deferred), "Deferred")]
[JsonDerivedType(typeof(Phase.Locking), "Locking")]
[JsonDerivedType(typeof(Phase.Cordoning), "Cordoning")]
[JsonDerivedType(typeof(Phase.Draining), "Draining")]
[JsonDerivedType(typeof(Phase.Rebooting), "Rebooting")]
[JsonDerivedType(typeof(Phase.Holding), "Holding")]
[JsonDerivedType(typeof(Phase.Released), "Released")]
[JsonDerivedType(typeof(Phase.RollingOut), "RollingOut")]
[JsonDerivedType(typeof(Phase.RollingPool), "RollingPool")]
[JsonDerivedType(typeof(Phase.PoolPaused), "PoolPaused")]
[JsonDerivedType(typeof(Phase.Recovering), "Recovering")]
[JsonDerivedType(typeof(Phase.Verifying), "Verifying")]
[JsonDerivedType(typeof(Phase.Uncordoning), "Uncordoning")]
[JsonDerivedType(typeof(Phase.Undoing), "Undoing")]
[JsonDerivedType(typeof(Phase.Completed), "Completed")]
[JsonDerivedType(typeof(Phase.Rejected), "Rejected")]
[JsonDerivedType(typeof(Phase.Cancelled), "Cancelled")]
[JsonDerivedType(typeof(Phase.Expired), "Expired")]
[JsonDerivedType(typeof(Phase.RolledBack), "RolledBack")]
[JsonDerivedType(typeof(Phase.Failed), "Failed")]
public abstract record Phase
{
    private Phase()
    {
    }

    /// <summary>True when nothing more will happen.</summary>
    [JsonIgnore]
    public bool IsTerminal => this is Completed or Rejected or Cancelled or Expired or RolledBack or Failed;

    /// <summary>The work under way; null before it begins and after it ended.</summary>
    [JsonIgnore]
    public Work? Underway => this switch
    {
        Cordoning p => p.Work,
        Draining p => p.Work,
        Rebooting p => p.Work,
        Holding p => p.Work,
        Released p => p.Work,
        RollingOut p => p.Work,
        Recovering p => p.Work,
        Verifying p => p.Work,
        Uncordoning p => p.Work,
        Undoing p => p.Work,
        _ => null,
    };

    /// <summary>The same phase of other work; a phase without work stays as it is.</summary>
    internal Phase With(Work work) => this switch
    {
        Cordoning p => p with { Work = work },
        Draining p => p with { Work = work },
        Rebooting p => p with { Work = work },
        Holding p => p with { Work = work },
        Released p => p with { Work = work },
        RollingOut p => p with { Work = work },
        Recovering p => p with { Work = work },
        Verifying p => p with { Work = work },
        Uncordoning p => p with { Work = work },
        Undoing p => p with { Work = work },
        _ => this,
    };

    /// <summary>The floors of the workloads under work stand open in it.</summary>
    [JsonIgnore]
    public bool OpensFloors => this is Draining or Released or RollingOut;

    /// <summary>The node is in the hands of others in it: to them it is open.</summary>
    [JsonIgnore]
    public bool InOthersHands => this is Holding or Released;

    /// <summary>Nobody but a person can bring it on in time: waiting promises nothing better before its deadline.</summary>
    [JsonIgnore]
    public bool IsEscalated => this is AwaitingApproval { Escalated: true } or PoolPaused;

    /// <summary>The least bad start that was known while it waited; null when none was.</summary>
    [JsonIgnore]
    public PlannedStart? LeastBad => this switch
    {
        AwaitingApproval p => p.Start,
        Deferred p => p.LeastBadStart,
        Expired p => p.LeastBadStart,
        _ => null,
    };

    /// <summary>How far the roll of a pool is; null for all else.</summary>
    [JsonIgnore]
    public PoolProgress? Pool => this switch
    {
        RollingPool p => p.Progress,
        PoolPaused p => p.Progress,
        _ => null,
    };

    /// <summary>The word for it.</summary>
    [JsonIgnore]
    public string Name => GetType().Name;

    /// <summary>The window that it is to use; null when none is planned, or the work has begun.</summary>
    [JsonIgnore]
    public PlannedStart? Proposed => this switch
    {
        AwaitingApproval p => p.Start,
        Waiting p => p.Start,
        Locking p => p.Start,
        _ => null,
    };

    /// <summary>The yes under which it stands; null while nobody gave one.</summary>
    [JsonIgnore]
    public Approval? Yes => this switch
    {
        Waiting p => p.Approval,
        Deferred p => p.Approval,
        Locking p => p.Approval,
        _ => Underway?.Approval,
    };

    /// <summary>What was done; null before the end, and where nothing was begun.</summary>
    [JsonIgnore]
    public Receipt? Outcome => this switch
    {
        Completed p => p.Receipt,
        RolledBack p => p.Receipt,
        Failed p => p.Receipt,
        _ => null,
    };

    /// <summary>What holds it, or why it ended so, as a stable code (<see cref="EndCode"/>, or a reason of the gate); null where the phase's name says all.</summary>
    [JsonIgnore]
    public string? StableCode => this switch
    {
        Deferred p => p.Reason,
        Draining { Work.DrainCode.Length: > 0 } p => p.Work.DrainCode,
        Expired => EndCode.DeadlinePassed,
        RolledBack p => p.Code,
        Failed p => p.Code,
        _ => null,
    };

    /// <summary>What holds it, or what became of it, in words; null where the phase's name says all.</summary>
    [JsonIgnore]
    public string? Explanation => this switch
    {
        Deferred p => p.Why,
        Draining { Work.DrainNote.Length: > 0 } p => p.Work.DrainNote,
        Recovering { Work.DrainNote.Length: > 0 } p => p.Work.DrainNote,
        RollingOut { Work.DrainNote.Length: > 0 } p => p.Work.DrainNote,
        AwaitingApproval { Why.Length: > 0 } p => p.Why,
        RollingPool p => p.Progress.Summary,
        PoolPaused p => $"{p.Why}; {p.Progress.Summary}",
        Rejected p => $"by {p.By}: {p.Why}",
        Cancelled p => $"by {p.By}: {p.Why}",
        Expired p => p.Why,
        RolledBack p => p.Why,
        Failed p => p.Why,
        _ => null,
    };

    /// <summary>Asked for; no window found yet.</summary>
    public sealed record Requested : Phase;

    /// <summary>A window was found that costs more than policy allows by itself.</summary>
    public sealed record AwaitingApproval(PlannedStart Start) : Phase
    {
        /// <summary>Nothing that policy pays for is to be hoped for before the deadline: a person must decide.</summary>
        public bool Escalated { get; init; }

        /// <summary>Why it was escalated; empty when it just costs more than policy approves.</summary>
        public string Why { get; init; } = "";
    }

    /// <summary>Approved; waits for the chain to reach its level.</summary>
    public sealed record Waiting(PlannedStart Start, Approval Approval) : Phase;

    /// <summary>Put off, with the reason, until it is looked at again.</summary>
    public sealed record Deferred(string Reason, string Why, DateTimeOffset LookAgainAt, Approval? Approval) : Phase
    {
        /// <summary>The least bad start that was known; null when none was.</summary>
        public PlannedStart? LeastBadStart { get; init; }
    }

    /// <summary>Taking the lock of the failure domain.</summary>
    public sealed record Locking(PlannedStart Start, Approval Approval) : Phase
    {
        /// <summary>The domains to lock, in order; empty in rows of an older version, which knew one only.</summary>
        public IReadOnlyList<string> Domains { get; init; } = [];

        /// <summary>Those that are locked already.</summary>
        public IReadOnlyList<DomainLock> Taken { get; init; } = [];
    }

    /// <summary>Cordoning the node.</summary>
    public sealed record Cordoning(Work Work) : Phase;

    /// <summary>Evicting pods.</summary>
    public sealed record Draining(Work Work) : Phase;

    /// <summary>The reboot is asked for; the point of no return.</summary>
    public sealed record Rebooting(Work Work) : Phase;

    /// <summary>Drained and handed over: others work on the node until it shows, somebody says so, or the time is over.</summary>
    public sealed record Holding(Work Work) : Phase;

    /// <summary>Handed over as it is: a neighbour may drain and reboot it, as long as the window lasts.</summary>
    public sealed record Released(Work Work) : Phase;

    /// <summary>Pods of a workload are being replaced.</summary>
    public sealed record RollingOut(Work Work) : Phase;

    /// <summary>Node after node of a pool, each by a maintenance of its own.</summary>
    public sealed record RollingPool(PoolProgress Progress) : Phase;

    /// <summary>A node of the pool did not come back as it should; the rest is left alone until a person says how to go on.</summary>
    public sealed record PoolPaused(PoolProgress Progress, string Why) : Phase;

    /// <summary>The node has booted; waiting for it and the protected pods to be Ready.</summary>
    public sealed record Recovering(Work Work) : Phase;

    /// <summary>Pods are Ready; waiting for the Tezos node to be in sync and the baker's own attestation to stand in a block.</summary>
    public sealed record Verifying(Work Work) : Phase;

    /// <summary>Taking the marks off after the work.</summary>
    public sealed record Uncordoning(Work Work, UndoStep Next, Ending Ending) : Phase;

    /// <summary>Taking the marks off instead of the work.</summary>
    public sealed record Undoing(Work Work, UndoStep Next, Ending Ending) : Phase;

    /// <summary>Done: what was asked for is done and the baker is back.</summary>
    public sealed record Completed(Receipt Receipt) : Phase;

    /// <summary>A person said no.</summary>
    public sealed record Rejected(string By, string Why) : Phase;

    /// <summary>Called off.</summary>
    public sealed record Cancelled(string By, string Why) : Phase;

    /// <summary>Its deadline passed without a window at an accepted price.</summary>
    public sealed record Expired(string Why) : Phase
    {
        /// <summary>The cheapest start that was known before; null when none was.</summary>
        public PlannedStart? LeastBadStart { get; init; }
    }

    /// <summary>Begun and undone; everything is as it was.</summary>
    public sealed record RolledBack(string Why, Receipt Receipt) : Phase
    {
        /// <summary>Why, as one of <see cref="EndCode"/>; null in rows of an older version.</summary>
        public string? Code { get; init; }
    }

    /// <summary>Something did not come back as it should; marks were taken off, a person must look.</summary>
    public sealed record Failed(string Why, Receipt Receipt) : Phase
    {
        /// <summary>Why, as one of <see cref="EndCode"/>; null in rows of an older version.</summary>
        public string? Code { get; init; }
    }
}

/// <summary>The marks in the order in which they are taken off.</summary>
public enum UndoStep
{
    /// <summary>The reboot ticket on the node.</summary>
    WithdrawReboot,

    /// <summary>The cordon.</summary>
    Uncordon,

    /// <summary>The mark and the partition of a workload.</summary>
    RestoreWorkload,

    /// <summary>The opened floors.</summary>
    CloseFloor,

    /// <summary>The lock.</summary>
    ReleaseLease,
}
