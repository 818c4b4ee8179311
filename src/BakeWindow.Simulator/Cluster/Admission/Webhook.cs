using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Cluster.Admission;

/// <summary>One webhook of a ValidatingWebhookConfiguration.</summary>
internal sealed record Webhook(string Configuration, string Name)
{
    public required WebhookAddress Address { get; init; }

    public required Scope Scope { get; init; }

    public required MatchConditions Conditions { get; init; }

    /// <summary>False: failurePolicy Ignore.</summary>
    public required bool FailsClosed { get; init; }

    public required TimeSpan Timeout { get; init; }

    public static IEnumerable<Webhook> Read(JsonObject configuration) => configuration.Rows("webhooks").Select(row => new Webhook(configuration.Name(), row.Text("name") ?? "")
    {
        Address = WebhookAddress.Read(row.At("clientConfig")),
        Scope = Scope.Read(row, "rules"),
        Conditions = MatchConditions.Read(row, AdmissionVariables.OfWebhooks),
        FailsClosed = row.Text("failurePolicy") != "Ignore",
        Timeout = TimeSpan.FromSeconds(row.Whole("timeoutSeconds") ?? 10),
    });
}
