using BakeWindow.Kubernetes.Admission;
using BakeWindow.Kubernetes.Api;

namespace BakeWindow.Web.Webhooks;

/// <summary>Serves BakeWindow's own certificate: takes it from the Secret, has it made and renewed there, and keeps the API server told of its CA, also after somebody applied the manifest anew.</summary>
public sealed partial class OwnCertificateKeeper(WebhookCertificates certificates, ServingCertificate serving, TimeProvider time, ILogger<OwnCertificateKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    private string? served;
    private string? failure;

    /// <summary>Looks once.</summary>
    /// <param name="now">The present, by the cluster's clock, for the API server checks a certificate by that.</param>
    /// <param name="ct">Calls it off.</param>
    /// <returns>True when all is as it should be.</returns>
    public async Task<bool> LookAsync(DateTimeOffset now, CancellationToken ct)
    {
        try
        {
            var set = await certificates.KeepAsync(now, ct);
            // Known before it is served: a CA that nobody trusts yet is no use.
            var told = await certificates.TellAsync(set, ct);
            if (served != set.Leaf)
            {
                serving.Serve(set.Leaf, set.LeafKey);
                served = set.Leaf;
                Log.Serving(logger);
            }

            if (told is true)
            {
                Log.Told(logger, AdmissionPermissions.ConfigurationName);
            }

            return Well(told is null ? $"there is no ValidatingWebhookConfiguration {AdmissionPermissions.ConfigurationName}, so the API server asks nothing; apply deploy/components/webhook-own-ca" : null);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever it is, floors and gate must go on; the webhook alone is without a certificate.
            return Well(e.Message);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                var well = await LookAsync(time.GetUtcNow(), stoppingToken);
                await Task.Delay(well ? Every : Soon, TimeProvider.System, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    // Said once, and not at every look.
    private bool Well(string? why)
    {
        if (why is not null && why != failure)
        {
            Log.Failed(logger, why);
        }

        failure = why;
        return why is null;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The webhook serves a certificate of BakeWindow's own CA")]
        public static partial void Serving(ILogger logger);

        [LoggerMessage(2, LogLevel.Information, "The CA stands in the webhook configuration {Configuration}")]
        public static partial void Told(ILogger logger, string configuration);

        [LoggerMessage(3, LogLevel.Warning, "The webhook's certificate is not as it should be; the floors hold all the same: {Why}")]
        public static partial void Failed(ILogger logger, string why);
    }
}
