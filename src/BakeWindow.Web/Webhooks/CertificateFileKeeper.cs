using System.Security.Cryptography;
using BakeWindow.Web.Configuration;

namespace BakeWindow.Web.Webhooks;

/// <summary>Serves the certificate that stands in files, and reads them again when they change. A Secret's files are exchanged together but are read one after the other, so a pair that does not fit is tried again.</summary>
public sealed partial class CertificateFileKeeper(CertificateFiles files, ServingCertificate serving, ILogger<CertificateFileKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    private (string Certificate, string Key) served = ("", "");
    private string? failure;

    /// <summary>Looks at the files once.</summary>
    /// <returns>True when another certificate is served now.</returns>
    public bool Look()
    {
        try
        {
            var standing = (File.ReadAllText(files.Certificate), File.ReadAllText(files.Key));
            if (standing == served)
            {
                return false;
            }

            serving.Serve(standing.Item1, standing.Item2);
            (served, failure) = (standing, null);
            Log.Serving(logger, files.Certificate);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            // The one before goes on being served. Said once, and not at every look.
            if (failure != e.Message)
            {
                failure = e.Message;
                Log.Unreadable(logger, files.Certificate, files.Key, e.Message);
            }

            return false;
        }
    }

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the listener, so that the first connection finds it.
        Look();
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Look();
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The webhook serves the certificate of {File}")]
        public static partial void Serving(ILogger logger, string file);

        [LoggerMessage(2, LogLevel.Error, "The webhook's certificate in {Certificate} and {Key} can't be used; the one before stays: {Why}")]
        public static partial void Unreadable(ILogger logger, string certificate, string key, string why);
    }
}
