using System.Globalization;
using BakeWindow.Core.Chain;

namespace BakeWindow.Core.Gate;

/// <summary>When a head is too old, or too new, to decide anything by.</summary>
public static class HeadTrust
{
    /// <summary>How far a head's time may lie ahead of this clock.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(2);

    /// <summary>Three block times and five seconds (23 s at 6 s): a block of round 1 comes some 144 times a day and must raise nothing.</summary>
    public static TimeSpan OldestHead(ProtocolConstants constants) => (constants.MinimalBlockDelay * 3) + TimeSpan.FromSeconds(5);

    /// <summary>Why nothing may be decided by this head, in words; null when nothing speaks against it.</summary>
    /// <param name="chain">The chain as it is seen.</param>
    /// <param name="sources">How each source does.</param>
    /// <param name="now">The present.</param>
    public static string? DoubtIn(ChainView chain, IReadOnlyList<SourceView> sources, DateTimeOffset now) => Doubt(chain, sources, now)?.Detail;

    internal static (ReasonCode Code, string Detail)? Doubt(ChainView chain, IReadOnlyList<SourceView> sources, DateTimeOffset now)
    {
        var head = chain.Head;
        var age = now - head.Timestamp;
        if (age < -Skew)
        {
            return (ReasonCode.ClockSkew, string.Create(CultureInfo.InvariantCulture, $"head {head.Level} is dated {-age.TotalSeconds:0.#} s in the future; this clock or the node's is wrong"));
        }

        if (age > OldestHead(chain.Constants))
        {
            return (ReasonCode.HeadStale, string.Create(CultureInfo.InvariantCulture, $"head {head.Level} is {age.TotalSeconds:0} s old; more than {OldestHead(chain.Constants).TotalSeconds:0} s means that the chain or the node stands still"));
        }

        if (head.NextProtocol != chain.Constants.Protocol)
        {
            return (ReasonCode.ConstantsUnknown, $"the next block is made by {head.NextProtocol}, the constants known are those of {chain.Constants.Protocol}");
        }

        var other = sources.FirstOrDefault(s => s.State is SourceState.Disagreeing);
        return other is null ? null : (ReasonCode.SourcesDisagree, $"{other.Name}: {other.Note}");
    }
}
