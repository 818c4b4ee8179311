using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Alerting;

/// <summary>
/// Something that people should hear of, as long as it lasts. The same thing bears the same id from its beginning to its end; when what it says changes so much that a person must know, its
/// <see cref="Essence"/> changes, and it is told again.
/// </summary>
public sealed record Alert
{
    /// <summary>What it is about, stable while it lasts: <c>at-risk/alpha</c>, <c>missed/alpha/695414</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What kind it is.</summary>
    public required AlertKind Kind { get; init; }

    /// <summary>How urgent.</summary>
    public required AlertSeverity Severity { get; init; }

    /// <summary>The state first, in one line.</summary>
    public required string Title { get; init; }

    /// <summary>What is down, what it costs, what a person can do; a sentence each.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    /// <summary>Since when it is so.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>What would make a repetition worth reading: two alerts of one id and essence say the same, however their figures moved.</summary>
    public string Essence { get; init; } = "";

    /// <summary>Whose; null: nobody's alone.</summary>
    public BakerAddress? Baker { get; init; }

    /// <summary>On which node; null: on none.</summary>
    public string? Node { get; init; }

    /// <summary>The page of BakeWindow's that tells more, from its root: <c>/incidents/I-12</c>.</summary>
    public string Page { get; init; } = "/now";
}

/// <summary>What an alert is about.</summary>
public enum AlertKind
{
    /// <summary>Something broke by itself, and rights fall into the time that recovery takes.</summary>
    AtRisk,

    /// <summary>Something that a baker needs is not as it should be; no right is at risk yet.</summary>
    Degraded,

    /// <summary>A right was missed.</summary>
    Missed,

    /// <summary>A maintenance waits for a person, failed, or can't meet its deadline.</summary>
    Maintenance,

    /// <summary>A floor is held longer than it should be.</summary>
    Hold,

    /// <summary>BakeWindow itself can't say: no head, no rights, no cluster.</summary>
    Blind,

    /// <summary>A test that a person asked for.</summary>
    Test,
}

/// <summary>How urgent an alert is, the least first.</summary>
public enum AlertSeverity
{
    /// <summary>Good to know.</summary>
    Info,

    /// <summary>Look at it today.</summary>
    Warning,

    /// <summary>A right is at risk or lost: now.</summary>
    Critical,
}

/// <summary>What became of an alert.</summary>
/// <param name="Alert">The alert as it is now; at its end, as it was last.</param>
/// <param name="Turn">What changed.</param>
/// <param name="At">When.</param>
public sealed record AlertChange(Alert Alert, AlertTurn Turn, DateTimeOffset At);

/// <summary>The turns of an alert's life.</summary>
public enum AlertTurn
{
    /// <summary>It began.</summary>
    Began,

    /// <summary>It says something else now.</summary>
    Changed,

    /// <summary>It still lasts, and is told again for that.</summary>
    Repeated,

    /// <summary>It is over.</summary>
    Ended,
}
