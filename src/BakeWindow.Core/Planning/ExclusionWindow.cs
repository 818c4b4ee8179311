using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Planning;

/// <summary>Why levels are closed.</summary>
public enum ExclusionCause
{
    /// <summary>A right that must not be missed.</summary>
    HardRight,

    /// <summary>Own nonces are to be revealed.</summary>
    NonceRevelation,

    /// <summary>A protocol activation is near.</summary>
    ProtocolActivation,

    /// <summary>Rights are not known.</summary>
    UnknownRights,
}

/// <summary>Levels in which nothing may be disturbed: from the first, included, to <paramref name="To"/>, excluded.</summary>
/// <param name="From">First closed level.</param>
/// <param name="To">First level that this no longer closes; <see cref="int.MaxValue"/> when nothing behind it is known.</param>
/// <param name="Cause">Why.</param>
/// <param name="Right">The right behind it, when it is one.</param>
public sealed record ExclusionWindow(Level From, Level To, ExclusionCause Cause, HardRight? Right);
