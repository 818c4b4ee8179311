namespace BakeWindow.Storage;

/// <summary>A silence that BakeWindow holds in somebody's alerting for the time of a maintenance.</summary>
internal sealed class SilenceRow
{
    /// <summary>The channel's name in the configuration.</summary>
    public required string Target { get; init; }

    public required string Maintenance { get; init; }

    /// <summary>As the target calls it.</summary>
    public required string SilenceId { get; set; }

    public required DateTimeOffset EndsAt { get; set; }
}
