using System.Text.Json.Serialization;

namespace BakeWindow.Cli.Agent;

/// <summary>What the agent reads of a node object; all else in it is not looked at.</summary>
internal sealed record KubeNode(KubeNode.MetadataPart? Metadata, KubeNode.StatusPart? Status)
{
    /// <summary>The annotation that carries a ticket.</summary>
    public const string TicketAnnotation = "bakewindow.io/reboot-ticket";

    [JsonIgnore]
    public string Name => Metadata?.Name ?? "";

    [JsonIgnore]
    public string Uid => Metadata?.Uid ?? "";

    [JsonIgnore]
    public string BootId => Status?.NodeInfo?.BootId ?? "";

    [JsonIgnore]
    public string? Ticket => Metadata?.Annotations?.GetValueOrDefault(TicketAnnotation);

    internal sealed record MetadataPart(string? Name, string? Uid, IReadOnlyDictionary<string, string>? Annotations);

    internal sealed record StatusPart(NodeInfoPart? NodeInfo);

    internal sealed record NodeInfoPart([property: JsonPropertyName("bootID")] string? BootId);
}
