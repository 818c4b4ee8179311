namespace BakeWindow.Web.Access;

/// <summary>The clock by which sessions and tokens end: people's and browsers', also in a rehearsal whose chain runs faster.</summary>
/// <param name="Time">The clock.</param>
public sealed record AccessClock(TimeProvider Time)
{
    /// <summary>Now.</summary>
    public DateTimeOffset Now => Time.GetUtcNow();
}
