using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Cluster.Admission;

/// <summary>What came of asking a webhook.</summary>
internal abstract record WebhookAnswer(IReadOnlyList<string> Warnings)
{
    private WebhookAnswer()
        : this([])
    {
    }

    /// <summary>It has nothing against it.</summary>
    public sealed record Allowed : WebhookAnswer;

    /// <summary>It says no, with this Status (null: none).</summary>
    public sealed record Denied(JsonObject? Status) : WebhookAnswer;

    /// <summary>It could not be asked, or its answer is none.</summary>
    public sealed record Failed(string Why) : WebhookAnswer;
}
