namespace BakeWindow.Core.Wire;

/// <summary>The paths to bakers' keys as JSON: what <c>/api/v1/signers</c> answers and <c>bakewindow signers --json</c> prints.</summary>
public sealed record SignersDocument
{
    /// <summary>When this was told.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The bakers that have a path declared.</summary>
    public required IReadOnlyList<PathDocument> Bakers { get; init; }

    /// <summary>One baker's path.</summary>
    public sealed record PathDocument
    {
        /// <summary>Its name.</summary>
        public required string Baker { get; init; }

        /// <summary>well, degraded, down or unknown.</summary>
        public required string Standing { get; init; }

        /// <summary>What was found, in kebab case.</summary>
        public required string Code { get; init; }

        /// <summary>The same in a sentence.</summary>
        public required string Words { get; init; }

        /// <summary>Since when; null before the first look.</summary>
        public DateTimeOffset? Since { get; init; }

        /// <summary>The last look.</summary>
        public DateTimeOffset? LookedAt { get; init; }

        /// <summary>The cycle whose keys are asked for.</summary>
        public int? Cycle { get; init; }

        /// <summary>Why keys are not known from the chain; null: they are, or one is declared.</summary>
        public string? KeysProblem { get; init; }

        /// <summary>Why it is left in peace now; null: it is not.</summary>
        public RestPart? Rest { get; init; }

        /// <summary>What stands on the way, from the baker to the key.</summary>
        public required IReadOnlyList<PartDocument> Parts { get; init; }
    }

    /// <summary>Something on the way.</summary>
    /// <param name="Route">The name of the signer to which the way leads.</param>
    /// <param name="Kind">proxy, hop or key.</param>
    /// <param name="Name">Its name; of a key, its hash.</param>
    /// <param name="InForce">For a key: it must be served now; false: a coming one.</param>
    /// <param name="Standing">well, degraded, down or unknown.</param>
    /// <param name="Code">What was found.</param>
    /// <param name="Words">The same in a sentence.</param>
    /// <param name="Since">Since when.</param>
    /// <param name="At">When it was seen last.</param>
    /// <param name="Changes">How often it came or went since the start.</param>
    /// <param name="Authentication">For a key: whether the signer wants its clients to prove who they are; null: not told.</param>
    public sealed record PartDocument(
        string Route, string Kind, string Name, bool? InForce, string Standing, string Code, string Words, DateTimeOffset? Since, DateTimeOffset? At, int Changes, bool? Authentication);

    /// <summary>A rest.</summary>
    /// <param name="Code">duty, no-head, old-head or no-rights.</param>
    /// <param name="Why">In words.</param>
    /// <param name="UntilLevel">Asked again from this level on; null: not known.</param>
    /// <param name="Until">The least time of that level.</param>
    public sealed record RestPart(string Code, string Why, int? UntilLevel, DateTimeOffset? Until);
}
