namespace BakeWindow.Kubernetes;

/// <summary>What became of a floor that was to be opened or closed. All cases stand here.</summary>
public abstract record FloorOutcome
{
    private FloorOutcome()
    {
    }

    /// <summary>Namespace and name of the budget that stands as wanted; null when none does.</summary>
    public string? Floor => this switch
    {
        Kept k => k.Budget,
        Changed c => c.Budget,
        _ => null,
    };

    /// <summary>It stood so already.</summary>
    public sealed record Kept(string Budget, bool Open) : FloorOutcome;

    /// <summary>It stands so now.</summary>
    /// <param name="Budget">Namespace and name of the PodDisruptionBudget.</param>
    /// <param name="Open">Open or closed.</param>
    /// <param name="What">What was done: made, adopted, opened, closed, healed.</param>
    public sealed record Changed(string Budget, bool Open, string What) : FloorOutcome;

    /// <summary>What is in the cluster leaves no floor that BakeWindow could own: nothing of somebody else's was touched, and a person must look.</summary>
    public sealed record Problem(string Why) : FloorOutcome;

    /// <summary>The API says no: a missing right, or an admission policy.</summary>
    public sealed record Refused(string Why) : FloorOutcome;

    /// <summary>The API did not answer, or the disruption controller has not followed yet; try again.</summary>
    public sealed record Unavailable(string Why) : FloorOutcome
    {
        /// <summary>The API has answered: it is the budget that lets nothing go.</summary>
        public bool ByBudget { get; init; }
    }
}
