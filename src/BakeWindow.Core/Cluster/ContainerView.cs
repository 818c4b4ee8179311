using System.Text.RegularExpressions;

namespace BakeWindow.Core.Cluster;

/// <summary>A container of a pod as its kubelet last told it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Init">It is an init container: the pod's others start when it has ended well.</param>
public sealed record ContainerView(string Name, bool Init)
{
    /// <summary>The image as the pod's spec names it.</summary>
    public string Image { get; init; } = "";

    /// <summary>The image is asked for anew at every start (imagePullPolicy Always): what starts next time may be another version under the same name.</summary>
    public bool PullsAlways { get; init; }

    /// <summary>Why it waits (<c>CrashLoopBackOff</c>, <c>ImagePullBackOff</c>); null when it does not.</summary>
    public string? Waiting { get; init; }

    /// <summary>It runs now.</summary>
    public bool Running { get; init; }

    /// <summary>How often it was started again.</summary>
    public int Restarts { get; init; }

    /// <summary>The exit code of its last end; null while it has not ended yet.</summary>
    public int? LastExit { get; init; }

    /// <summary>When it last ended; null where that is not told.</summary>
    public DateTimeOffset? LastEnd { get; init; }

    /// <summary>What its last words meant, where they are words that are known; null for any others, which are kept nowhere.</summary>
    public LastWords? LastWords { get; init; }

    /// <summary>It ended with words (a termination message), known or not.</summary>
    public bool EndedWithWords { get; init; }
}

/// <summary>What a container's termination message meant. Only the meaning is kept: such a message may hold anything, an address with a password too.</summary>
/// <param name="Kind">What it said.</param>
/// <param name="Found">The storage version that was found; null where it is about something else, or not told.</param>
/// <param name="Expected">The storage version that was expected.</param>
public sealed partial record LastWords(LastWordsKind Kind, string? Found = null, string? Expected = null)
{
    private const int MostRead = 4096;

    /// <summary>Reads a termination message; null when nothing in it is known.</summary>
    public static LastWords? Of(string? message)
    {
        if (string.IsNullOrWhiteSpace(message))
        {
            return null;
        }

        var text = message.Length <= MostRead ? message : message[^MostRead..];
        if (text.Contains("data directory version", StringComparison.OrdinalIgnoreCase) || text.Contains("upgrade storage", StringComparison.OrdinalIgnoreCase))
        {
            var versions = Versions().Match(text);
            return new LastWords(LastWordsKind.StorageVersion, Group(versions, "found"), Group(versions, "expected"));
        }

        return SignerAway().IsMatch(text) ? new LastWords(LastWordsKind.SignerAway) : null;
    }

    private static string? Group(Match match, string name) => match.Groups[name] is { Success: true, Value: var value } ? value : null;

    // Octez: "Found '0.0.3', expected '0.0.4'"; quotes and capitals differ between versions.
    [GeneratedRegex("found:?\\s*[\"'‘]?(?<found>[0-9]{1,4}(\\.[0-9]{1,4}){0,3}).{0,20}?expected:?\\s*[\"'‘]?(?<expected>[0-9]{1,4}(\\.[0-9]{1,4}){0,3})", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 200)]
    private static partial Regex Versions();

    // A question for a public key that got no good answer, or anything that names the signer as what is missing.
    [GeneratedRegex("/keys/tz[1-4]|/authorized_keys|remote[ -]signer|(signer|key).{0,60}(503|refused|unreachable|unavailable|timed out|time-out|timeout)|(503|refused|unreachable|unavailable|timed out).{0,60}signer", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 200)]
    private static partial Regex SignerAway();
}

/// <summary>What last words can say.</summary>
public enum LastWordsKind
{
    /// <summary>The data directory is of another version than the program: the storage wants an upgrade, or the former program.</summary>
    StorageVersion,

    /// <summary>The signer did not answer as it should.</summary>
    SignerAway,
}
