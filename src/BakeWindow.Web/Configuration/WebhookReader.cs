using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BakeWindow.Core.Disruptions;

namespace BakeWindow.Web.Configuration;

/// <summary>Reads what is said about the webhook.</summary>
internal static class WebhookReader
{
    // Where the manifests' Service has it.
    private const string Service = "bakewindow-webhook";

    public static DeclaredWebhook? Read(BakeWindowOptions all, Complaints complaints)
    {
        var options = all.Webhook;
        if (options.HeldList && !all.Cluster.Enabled)
        {
            complaints.Add("Webhook:HeldList", "true", "the list stands in the cluster, and none is configured; set Cluster:Enabled");
        }

        if (options.Port == 0)
        {
            return null;
        }

        if (options.Port is < 1 or > 65_535)
        {
            complaints.Add("Webhook:Port", options.Port.ToString(CultureInfo.InvariantCulture), "write a port from 1 to 65535, or 0 for no webhook");
            return null;
        }

        if (!all.Cluster.Enabled)
        {
            complaints.Add("Webhook:Port", options.Port.ToString(CultureInfo.InvariantCulture), "a webhook is asked by a cluster, and none is configured; set Cluster:Enabled, or the port to 0");
        }

        if (!IPAddress.TryParse(options.Address, out var address))
        {
            complaints.Add("Webhook:Address", options.Address, "write an address to listen on: 127.0.0.1, or 0.0.0.0 (or ::) in a pod");
            address = IPAddress.Loopback;
        }

        string ns = all.Cluster.Namespace;
        return new DeclaredWebhook(
            new IPEndPoint(address, options.Port),
            Files(options, complaints),
            ClientCas(options, complaints),
            [$"{Service}.{ns}.svc", $"{Service}.{ns}", "localhost", "127.0.0.1", "::1", .. options.Names.Where(n => n.Length > 0)],
            Rollouts(options, complaints));
    }

    private static CertificateFiles? Files(WebhookOptions options, Complaints complaints)
    {
        if (options.CertFile.Length == 0 && options.KeyFile.Length == 0)
        {
            return null;
        }

        foreach (var (setting, file) in new[] { ("Webhook:CertFile", options.CertFile), ("Webhook:KeyFile", options.KeyFile) })
        {
            if (!File.Exists(file))
            {
                complaints.Add(setting, file, "there is no such file; give certificate and key as PEM files, or leave both empty for a certificate of BakeWindow's own");
            }
        }

        return new CertificateFiles(options.CertFile, options.KeyFile);
    }

    private static X509Certificate2Collection? ClientCas(WebhookOptions options, Complaints complaints)
    {
        if (options.ClientCaFile.Length == 0)
        {
            return null;
        }

        var cas = new X509Certificate2Collection();
        try
        {
            cas.ImportFromPemFile(options.ClientCaFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            complaints.Add("Webhook:ClientCaFile", options.ClientCaFile, $"it can't be read ({e.Message}); give a PEM file with the CA of the API server's client certificate");
            return cas;
        }

        if (cas.Count == 0)
        {
            complaints.Add("Webhook:ClientCaFile", options.ClientCaFile, "there is no certificate in it; give a PEM file with the CA of the API server's client certificate");
        }

        return cas;
    }

    private static RolloutPolicy Rollouts(WebhookOptions options, Complaints complaints)
    {
        if (Enum.TryParse<RolloutPolicy>(options.Rollouts, ignoreCase: true, out var policy) && !int.TryParse(options.Rollouts, CultureInfo.InvariantCulture, out _))
        {
            return policy;
        }

        complaints.Add("Webhook:Rollouts", options.Rollouts, "write warn (let it through with a warning), hold (refuse it until a window) or off");
        return RolloutPolicy.Warn;
    }
}
