using BakeWindow.Core.Gate;

namespace BakeWindow.Core.Readiness;

/// <summary>What is looked at before anything is disturbed of one's own will. Written in kebab case everywhere outside the code; never renamed.</summary>
public enum PreflightCode
{
    /// <summary>The path to the key has been well for some time.</summary>
    SignerPath,

    /// <summary>The baker's own Tezos node is in sync.</summary>
    NodeInSync,

    /// <summary>That node has enough connections.</summary>
    Peers,

    /// <summary>Sentries that are not disturbed are Ready.</summary>
    Sentries,

    /// <summary>No pod's storage wants an upgrade, and no start brings another program unasked.</summary>
    StorageUpgrade,

    /// <summary>Images are there, or can be pulled.</summary>
    Image,

    /// <summary>Volumes can follow their pod.</summary>
    Volume,

    /// <summary>Pods find a node again.</summary>
    Schedulable,

    /// <summary>No second pod bakes with the same key.</summary>
    SingleBaker,
}

/// <summary>What a check found.</summary>
public enum CheckStanding
{
    /// <summary>As it should be.</summary>
    Passed,

    /// <summary>There is nothing to look at: not declared, or not part of this question. Said, and counts as passed.</summary>
    NotDeclared,

    /// <summary>It works, but something is to be known about it.</summary>
    Warned,

    /// <summary>It could not be looked at. Never taken for passed.</summary>
    Unknown,

    /// <summary>It is not as it should be.</summary>
    Failed,
}

/// <summary>One check with what it found.</summary>
/// <param name="Code">Which.</param>
/// <param name="Standing">What it found.</param>
/// <param name="Words">The same in a sentence that names whom it is about.</param>
/// <param name="Demand">What it weighs here.</param>
/// <param name="Reason">The reason that the gate gives where this holds.</param>
public sealed record PreflightCheck(PreflightCode Code, CheckStanding Standing, string Words, Demand Demand, ReasonCode Reason)
{
    /// <summary>It stands in the way: it is required, and found bad or could not be looked at.</summary>
    public bool Holds => Demand is Demand.Require && Standing is (CheckStanding.Failed or CheckStanding.Unknown);

    /// <summary>Something is to be told about it although it does not hold.</summary>
    public bool Warns => !Holds && Standing is (CheckStanding.Warned or CheckStanding.Failed or CheckStanding.Unknown);
}

/// <summary>All checks before one disturbance.</summary>
/// <param name="Checks">Each check once, in the order of <see cref="PreflightCode"/>; those that are ignored are left out.</param>
public sealed record PreflightReport(IReadOnlyList<PreflightCheck> Checks)
{
    /// <summary>What it comes to.</summary>
    public PreflightAnswer Answer =>
        Checks.Any(c => c.Holds && c.Standing is CheckStanding.Failed) ? PreflightAnswer.NotReady
        : Checks.Any(c => c.Holds) ? PreflightAnswer.CannotKnow
        : PreflightAnswer.Ready;

    /// <summary>The check that holds: one that failed before one that is not known; null when none does.</summary>
    public PreflightCheck? Holding => Checks.FirstOrDefault(c => c.Holds && c.Standing is CheckStanding.Failed) ?? Checks.FirstOrDefault(c => c.Holds);
}

/// <summary>What a preflight comes to.</summary>
public enum PreflightAnswer
{
    /// <summary>It would come back, as far as was looked at.</summary>
    Ready,

    /// <summary>It would not, or might not.</summary>
    NotReady,

    /// <summary>That can't be known.</summary>
    CannotKnow,
}

/// <summary>Texts of checks.</summary>
public static class PreflightCodes
{
    /// <summary>The code as machines read it: <c>signer-path</c>.</summary>
    public static string Kebab(this PreflightCode code) =>
        string.Concat(code.ToString().Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : "-") + char.ToLowerInvariant(c) : c.ToString()));

    /// <summary>What was found, in a word or two.</summary>
    public static string Word(this CheckStanding standing) => standing switch
    {
        CheckStanding.Passed => "passed",
        CheckStanding.NotDeclared => "not declared",
        CheckStanding.Warned => "warning",
        CheckStanding.Unknown => "not known",
        _ => "failed",
    };
}
