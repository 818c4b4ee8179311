namespace BakeWindow.Storage;

/// <summary>Something that people are to be told over a channel, until it is delivered or given up.</summary>
internal sealed class NoticeRow
{
    public long Key { get; init; }

    /// <summary>The alert it is about.</summary>
    public required string Alert { get; init; }

    /// <summary>The channel's name in the configuration.</summary>
    public required string Channel { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>When it is to be tried next; null: delivered, given up or held back.</summary>
    public DateTimeOffset? NextTryAt { get; set; }

    public DateTimeOffset? DeliveredAt { get; set; }

    public required int Tries { get; set; }

    /// <summary>Why the last try failed, or why it was held back; without addresses and secrets.</summary>
    public required string Problem { get; set; }

    /// <summary>JSON of the change that is told.</summary>
    public required string Record { get; set; }
}
