namespace BakeWindow.Core.Cluster;

/// <summary>What keeps a pod from doing its work, where that can be told from its status.</summary>
/// <param name="Code">What.</param>
/// <param name="Pod">Which pod.</param>
/// <param name="Words">In a sentence, with what to do or what can't be known.</param>
/// <param name="Since">Since when, where the API tells it.</param>
public sealed record PodTrouble(PodTroubleCode Code, PodName Pod, string Words, DateTimeOffset? Since = null)
{
    private const string Unsaid =
        "why can't be known from here: it ended without a termination message. Set terminationMessagePolicy: FallbackToLogsOnError on the container, or read kubectl logs --previous";

    /// <summary>The gravest trouble of a pod; null when none can be told.</summary>
    public static PodTrouble? Of(PodView pod)
    {
        if (pod.Phase is "Succeeded" or "Failed" || pod.Terminating)
        {
            return null;
        }

        if (pod.Unscheduled is { } waits)
        {
            return new PodTrouble(PodTroubleCode.Unschedulable, pod.Name, $"{pod.Name} finds no node: {waits.Why}", waits.Since);
        }

        return pod.Containers.Select(c => OfContainer(pod, c)).OfType<PodTrouble>().OrderBy(t => t.Code).FirstOrDefault();
    }

    private static PodTrouble? OfContainer(PodView pod, ContainerView c)
    {
        PodTrouble Is(PodTroubleCode code, string words) => new(code, pod.Name, $"{(c.Init ? "init container " : "")}{c.Name} of {pod.Name} {words}", c.LastEnd);

        // A container that runs well again is no trouble, whatever it died of.
        var loops = c.Waiting == "CrashLoopBackOff" || (c is { LastExit: not (null or 0), Restarts: > 0 } && (c.Init || !pod.Ready));
        if (c.Waiting is "ImagePullBackOff" or "ErrImagePull" or "InvalidImageName" or "ErrImageNeverPull" or "ImageInspectError" or "RegistryUnavailable")
        {
            return Is(PodTroubleCode.ImagePull, $"can't get its image {c.Image} ({c.Waiting})");
        }

        if (loops && c.LastWords is { Kind: LastWordsKind.StorageVersion } old)
        {
            var versions = old is { Found: { } found, Expected: { } expected } ? $" (found {found}, expected {expected})" : "";
            return Is(PodTroubleCode.StorageVersion, $"ends at every start: its data directory is of another storage version than the program{versions}. Run its upgrade storage, or go back to the former image");
        }

        if (c.Init && (loops ? c.LastWords is { Kind: LastWordsKind.SignerAway } || NamesSigner(c) : c.Running && NamesSigner(c)))
        {
            return Is(PodTroubleCode.WaitsForSigner, "waits for the signer: the pod starts when that answers");
        }

        if (c is { Init: true, Running: true } && c.Name.Contains("upgrade-storage", StringComparison.OrdinalIgnoreCase))
        {
            return Is(PodTroubleCode.StorageUpgrading, "upgrades the storage; let it end");
        }

        return loops ? Is(PodTroubleCode.CrashLoop, $"ends again and again (exit code {c.LastExit?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "not told"}); {(c.EndedWithWords ? "its last words mean nothing to BakeWindow, read them with kubectl describe pod" : Unsaid)}") : null;
    }

    private static bool NamesSigner(ContainerView c) => c.Name.Contains("signer", StringComparison.OrdinalIgnoreCase);
}

/// <summary>What can be told, the gravest first.</summary>
public enum PodTroubleCode
{
    /// <summary>The node's storage is of another version than its program, which therefore ends at once.</summary>
    StorageVersion,

    /// <summary>An init container asks for the signer and gets no good answer.</summary>
    WaitsForSigner,

    /// <summary>Its image can't be pulled.</summary>
    ImagePull,

    /// <summary>It ends again and again, for a reason that is not told.</summary>
    CrashLoop,

    /// <summary>No node takes it.</summary>
    Unschedulable,

    /// <summary>Its storage is being upgraded.</summary>
    StorageUpgrading,
}

/// <summary>Texts of troubles.</summary>
public static class PodTroubleCodes
{
    /// <summary>The code as machines read it: <c>waits-for-signer</c>.</summary>
    public static string Kebab(this PodTroubleCode code) => code switch
    {
        PodTroubleCode.StorageVersion => "storage-version",
        PodTroubleCode.WaitsForSigner => "waits-for-signer",
        PodTroubleCode.ImagePull => "image-pull",
        PodTroubleCode.CrashLoop => "crash-loop",
        PodTroubleCode.Unschedulable => "unschedulable",
        _ => "storage-upgrading",
    };
}
