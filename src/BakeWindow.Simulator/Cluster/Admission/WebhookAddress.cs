using System.Globalization;
using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Cluster.Admission;

/// <summary>Where a webhook listens and by whom its certificate must be signed.</summary>
/// <param name="Url">Without the time-out. Of a service it is the address that the API server would take.</param>
/// <param name="Service">namespace/name, where it is a service of the cluster.</param>
/// <param name="Authority">PEM; empty trusts the machine's own authorities.</param>
internal sealed record WebhookAddress(string Url, string? Service, string Authority)
{
    public static WebhookAddress Read(JsonNode? config)
    {
        var authority = config.Text("caBundle") is { } bundle ? System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(bundle)) : "";
        if (config.Text("url") is { } url)
        {
            return new WebhookAddress(url, null, authority);
        }

        var (ns, name, port) = (config.Text("service", "namespace"), config.Text("service", "name"), config.Whole("service", "port") ?? 443);
        var path = config.Text("service", "path") ?? "";
        return new WebhookAddress(string.Create(CultureInfo.InvariantCulture, $"https://{name}.{ns}.svc:{port}{path}"), $"{ns}/{name}", authority);
    }
}
