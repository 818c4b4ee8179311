namespace BakeWindow.Core.Readiness;

/// <summary>How something that a baker needs stands: the path to its key, its Tezos node, its DAL node. What was seen, not what was seen when: two looks that found the same are equal.</summary>
/// <param name="Standing">How it stands.</param>
/// <param name="Code">What was found, in kebab case and never renamed: <c>key-served</c>, <c>no-signer</c>, <c>unsynced</c>.</param>
/// <param name="Words">The same in a sentence without figures that move at every look.</param>
/// <param name="Since">Since when it has stood so, without another finding in between; "well for ten minutes" is reckoned from here.</param>
public sealed record PartFacts(PartStanding Standing, string Code, string Words, DateTimeOffset Since);

/// <summary>How a part stands, the worst last but for what is not known.</summary>
public enum PartStanding
{
    /// <summary>As it should be.</summary>
    Well,

    /// <summary>It works, and one failure more would end that.</summary>
    Degraded,

    /// <summary>It does not work.</summary>
    Down,

    /// <summary>It could not be looked at; never taken for well.</summary>
    Unknown,
}
