using System.Text;
using System.Text.Json.Nodes;
using BakeWindow.Kubernetes.Api;

namespace BakeWindow.Kubernetes.Admission;

/// <summary>Keeps the webhook's own CA and certificate in their Secret, where all replicas share them, and the CA in the webhook configuration. Only the version that was read is ever replaced, so one replica makes them and the others find them.</summary>
/// <param name="api">The API server.</param>
/// <param name="ns">BakeWindow's own namespace.</param>
/// <param name="names">Names and addresses under which the API server reaches the webhook.</param>
public sealed class WebhookCertificates(ObjectApi api, string ns, IReadOnlyList<string> names)
{
    /// <summary>Webhooks whose names end so are BakeWindow's; the others of a configuration are left alone.</summary>
    public const string Ours = ".bakewindow.io";

    private const int Tries = 5;
    private static readonly ResourceType Secrets = new("", "v1", "secrets");
    private static readonly ResourceType Configurations = new("admissionregistration.k8s.io", "v1", "validatingwebhookconfigurations");

    /// <summary>The certificates as they should be now, made or renewed where that is due.</summary>
    /// <exception cref="ApiException">The Secret can't be read or written.</exception>
    public async Task<CertificateSet> KeepAsync(DateTimeOffset now, CancellationToken ct)
    {
        for (var turn = 0; turn < Tries; turn++)
        {
            var secret = await api.FindAsync(AdmissionPermissions.GetSecret, Secrets, ns, AdmissionPermissions.SecretName, ct)
                ?? throw new ApiException(ApiFailure.NotFound, null, $"there is no Secret {ns}/{AdmissionPermissions.SecretName}; apply deploy/components/webhook-own-ca, which brings it empty");
            var standing = CertificateSet.Read(DataOf(secret));
            var wanted = standing?.At(names, now) ?? CertificateSet.Make(names, now);
            if (ReferenceEquals(wanted, standing))
            {
                return wanted;
            }

            secret["data"] = new JsonObject(wanted.Data().Select(d => KeyValuePair.Create(d.Key, (JsonNode?)Convert.ToBase64String(d.Value))));
            try
            {
                await api.ReplaceAsync(AdmissionPermissions.UpdateSecret, Secrets, ns, AdmissionPermissions.SecretName, secret, ct);
                return wanted;
            }
            catch (ApiException e) when (e.Failure is ApiFailure.Conflict)
            {
                // Another replica was quicker; what it made is as good.
            }
        }

        throw new ApiException(ApiFailure.Conflict, null, $"Secret {ns}/{AdmissionPermissions.SecretName} was changed by others {Tries} times in a row");
    }

    /// <summary>Makes the webhook configuration name these CAs, for BakeWindow's own webhooks in it.</summary>
    /// <returns>True when it had to be written; false when it stood so, null when there is no such configuration (yet).</returns>
    public async Task<bool?> TellAsync(CertificateSet certificates, CancellationToken ct)
    {
        var bundle = Convert.ToBase64String(Encoding.ASCII.GetBytes(certificates.Bundle));
        for (var turn = 0; turn < Tries; turn++)
        {
            if (await api.FindAsync(AdmissionPermissions.GetConfiguration, Configurations, null, AdmissionPermissions.ConfigurationName, ct) is not { } configuration)
            {
                return null;
            }

            if (Patch(configuration, bundle) is not { } patch)
            {
                return false;
            }

            try
            {
                await api.PatchAsync(AdmissionPermissions.PatchConfiguration, Configurations, null, AdmissionPermissions.ConfigurationName, patch, ct);
                return true;
            }
            catch (ApiException e) when (e.Failure is ApiFailure.Conflict)
            {
                // Changed since it was read.
            }
        }

        throw new ApiException(ApiFailure.Conflict, null, $"webhook configuration {AdmissionPermissions.ConfigurationName} was changed by others {Tries} times in a row");
    }

    // A merge patch replaces a list as a whole, so it carries all of it as it was read, on the version that was read.
    private static JsonObject? Patch(JsonObject configuration, string bundle)
    {
        var webhooks = (configuration["webhooks"] as JsonArray)?.DeepClone().AsArray() ?? [];
        var changed = false;
        foreach (var client in webhooks.OfType<JsonObject>().Where(w => ((string?)w["name"])?.EndsWith(Ours, StringComparison.Ordinal) is true).Select(w => w["clientConfig"]).OfType<JsonObject>())
        {
            changed |= (string?)client["caBundle"] != bundle;
            client["caBundle"] = bundle;
        }

        return changed
            ? new JsonObject { ["metadata"] = new JsonObject { ["resourceVersion"] = (string?)configuration["metadata"]?["resourceVersion"] }, ["webhooks"] = webhooks }
            : null;
    }

    private static Dictionary<string, byte[]> DataOf(JsonObject secret)
    {
        var data = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var (name, value) in secret["data"] as JsonObject ?? [])
        {
            var text = (string?)value ?? "";
            var bytes = new byte[text.Length];
            data[name] = Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : [];
        }

        return data;
    }
}
