using System.Net;

namespace BakeWindow.Simulator.Cluster;

/// <summary>Where a service of the cluster really listens, as people write it: bakewindow/bakewindow=127.0.0.1:8443.</summary>
public static class WebhookService
{
    private const string Form = "write it like bakewindow/bakewindow=127.0.0.1:8443";

    /// <summary>Reads one; null where it has another form.</summary>
    public static (string Service, IPEndPoint Endpoint)? Read(string text)
    {
        var parts = text.Split('=', 2);
        return parts.Length == 2 && parts[0].Split('/') is [{ Length: > 0 }, { Length: > 0 }] && IPEndPoint.TryParse(parts[1], out var endpoint) && endpoint.Port > 0
            ? (parts[0], endpoint)
            : null;
    }

    /// <summary>Reads the address alone.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static IPEndPoint Endpoint(string address) =>
        Read("a/b=" + address)?.Endpoint ?? throw new ArgumentException($"\"{address}\" is no address with a port: {Form}", nameof(address));
}
