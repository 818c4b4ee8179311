using BakeWindow.Core.Gate;
using BakeWindow.Core.Rights;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Wire;

/// <summary>A verdict as JSON: what <c>/api/v1/gate</c> answers and <c>bakewindow gate --json</c> prints.</summary>
public sealed record VerdictDocument
{
    /// <summary>True only for a proven yes.</summary>
    public required bool Allowed { get; init; }

    /// <summary>True when the answer could be known (a yes or a no).</summary>
    public required bool Known { get; init; }

    /// <summary>The reason code, in kebab case.</summary>
    public required string Reason { get; init; }

    /// <summary>The reason in words.</summary>
    public required string Message { get; init; }

    /// <summary>The node asked about; null when bakers were.</summary>
    public string? Node { get; init; }

    /// <summary>When it was decided.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The right in question.</summary>
    public VerdictRight? Right { get; init; }

    /// <summary>When the need fits next.</summary>
    public DateTimeOffset? NextSafeAt { get; init; }

    /// <summary>For how long, ISO 8601.</summary>
    public string? SafeFor { get; init; }

    /// <summary>The longest window known, ISO 8601.</summary>
    public string? LargestGap { get; init; }

    /// <summary>The need, ISO 8601.</summary>
    public required string Need { get; init; }

    /// <summary>Where the need comes from.</summary>
    public required string NeedSource { get; init; }

    /// <summary>What the work would lose.</summary>
    public CostDocument? Cost { get; init; }

    /// <summary>The head behind the answer.</summary>
    public VerdictHead? Head { get; init; }

    /// <summary>By when all must be back; only for a yes with something due.</summary>
    public DateTimeOffset? BackBy { get; init; }

    /// <summary>Until when the answer may be acted on.</summary>
    public required DateTimeOffset ValidUntil { get; init; }

    /// <summary>The maintenance that the answer is a ticket for.</summary>
    public string? Ticket { get; init; }

    /// <summary>The checks behind it, in order.</summary>
    public IReadOnlyList<FindingPart> Findings { get; init; } = [];

    /// <summary>A right with its times.</summary>
    public sealed record VerdictRight(string Baker, string Kind, int Level, int Round, DateTimeOffset Earliest, DateTimeOffset Expected);

    /// <summary>The head and its age.</summary>
    public sealed record VerdictHead(int Level, string Hash, string Age);

    /// <summary>One check.</summary>
    public sealed record FindingPart(string Check, bool Passed, string Detail);

    /// <summary>Writes a verdict.</summary>
    public static VerdictDocument From(Verdict verdict)
    {
        var allowed = verdict as Verdict.Allowed;
        return new VerdictDocument
        {
            Allowed = allowed is not null,
            Known = verdict is not Verdict.CannotKnow,
            Reason = verdict.Reason.Kebab(),
            Message = verdict.Message,
            Node = verdict.Request.Node,
            At = Utc.WholeSeconds(verdict.At),
            Right = verdict.Right is { } r
                ? new(r.Right.Baker.Value, Kind(r.Right.Kind), r.Right.Level.Value, r.Right.Round, Utc.WholeSeconds(r.Earliest), Utc.WholeSeconds(r.Expected))
                : null,
            NextSafeAt = verdict.NextSafeAt is { } next ? Utc.WholeSeconds(next) : null,
            SafeFor = verdict.SafeFor is { } safe ? DurationText.Iso(TimeSpan.FromSeconds(Math.Floor(safe.TotalSeconds))) : null,
            LargestGap = verdict.LargestGap is { } gap ? DurationText.Iso(gap) : null,
            Need = DurationText.Iso(verdict.Outage.Need),
            NeedSource = verdict.Outage.Source,
            Cost = verdict.Cost is { } cost ? CostDocument.From(cost) : null,
            Head = verdict.Head is { } head
                ? new(head.Level.Value, head.Hash, DurationText.Iso(TimeSpan.FromSeconds(Math.Round((verdict.At - head.Timestamp).TotalSeconds))))
                : null,
            BackBy = allowed is { } yes && yes.BackBy != DateTimeOffset.MaxValue ? Utc.WholeSeconds(yes.BackBy) : null,
            ValidUntil = Utc.WholeSeconds(verdict.ValidUntil),
            Ticket = allowed?.Ticket?.Maintenance,
            Findings = [.. verdict.Findings.Select(f => new FindingPart(f.Check, f.Passed, f.Detail))],
        };
    }

    private static string Kind(RightKind kind) => kind switch
    {
        RightKind.Baking => "baking",
        RightKind.Attestation => "attestation",
        _ => "nonce-revelation",
    };
}
