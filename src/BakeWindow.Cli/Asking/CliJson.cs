using System.Text.Json.Serialization;
using BakeWindow.Cli.Agent;

namespace BakeWindow.Cli.Asking;

/// <summary>The JSON that only the command line reads and writes.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(RequestBody))]
[JsonSerializable(typeof(DecisionBody))]
[JsonSerializable(typeof(FreezeBody))]
[JsonSerializable(typeof(MarkdownBody))]
[JsonSerializable(typeof(GlassBody))]
[JsonSerializable(typeof(KubeNode))]
[JsonSerializable(typeof(KubeConfig))]
[JsonSerializable(typeof(AuditVerdict))]
internal sealed partial class CliJson : JsonSerializerContext;

/// <summary>What <c>POST /api/v1/maintenances</c> takes.</summary>
internal sealed record RequestBody(string? Node, string Reason, string? Need, string? NotBefore, string? Deadline, string? Urgency)
{
    public string? Action { get; init; }

    public string? Workload { get; init; }

    public string? Pool { get; init; }

    public string? Each { get; init; }

    public string? Hold { get; init; }
}

/// <summary>What approve, reject and cancel take.</summary>
internal sealed record DecisionBody(string? Reason, double? UpToBlocks, double? UpToBudget)
{
    public string? Until { get; init; }

    public bool? OnlyThis { get; init; }

    public string? IfShown { get; init; }
}

/// <summary>What <c>POST /api/v1/freezes</c> takes.</summary>
internal sealed record FreezeBody(string? Node, string Until, string Reason);

/// <summary>What <c>POST /api/v1/glass</c> takes.</summary>
internal sealed record GlassBody(string Node, string Typed, string? For, string Reason);

/// <summary>What <c>bakewindow audit verify --json</c> says.</summary>
internal sealed record AuditVerdict(bool Right, long Rows, long Behind, string Head, long? BrokenAt, string? Why);

/// <summary>The report of an incident.</summary>
internal sealed record MarkdownBody(string Id, string Markdown);
