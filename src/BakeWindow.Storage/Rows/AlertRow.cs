namespace BakeWindow.Storage;

/// <summary>An alert that lasts, so that a restart tells nobody again.</summary>
internal sealed class AlertRow
{
    public required string Id { get; init; }

    public required DateTimeOffset Since { get; init; }

    public required DateTimeOffset ChangedAt { get; set; }

    /// <summary>JSON of Core's alert.</summary>
    public required string Record { get; set; }
}
