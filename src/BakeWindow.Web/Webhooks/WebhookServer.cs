using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using BakeWindow.Web.Compat;
using BakeWindow.Web.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace BakeWindow.Web.Webhooks;

/// <summary>
/// The webhook's own server beside the one of pages and API, with TLS, so that neither can be reached through the other's port: the one needs to be open to the API server only, and the
/// other must not be open to it. Cluster API's runtime hooks, which want TLS too, are served here where they are switched on.
/// </summary>
public sealed class WebhookServer(DeclaredWebhook declared, ServingCertificate serving, WebhookApi api, ILoggerFactory logs, RuntimeHooks? hooks = null) : IHostedService, IAsyncDisposable
{
    // Servers that are trusted by their clients' certificates are told so by this purpose.
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private static readonly TimeSpan Leave = TimeSpan.FromSeconds(2);

    private WebApplication? app;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(logs);
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(Configure);
        app = builder.Build();
        app.UseRouting();
        api.Map(app);
        hooks?.Map(app);
        // Whoever gets this far was shown a certificate, so there is nothing more to be ready for.
        app.MapGet("/healthz/live", (RequestDelegate)(http => http.Response.WriteAsync("live\n")));
        app.MapGet("/healthz/ready", (RequestDelegate)(http => http.Response.WriteAsync("ready\n")));
        await app.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (app is null)
        {
            return;
        }

        // The API server keeps its connections open; what they carry is done at once.
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        leave.CancelAfter(Leave);
        await app.StopAsync(leave.Token);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }
    }

    private void Configure(KestrelServerOptions o)
    {
        o.AddServerHeader = false;
        (o.Limits.MaxConcurrentConnections, o.Limits.MaxConcurrentUpgradedConnections) = (200, 0);
        (o.Limits.MaxRequestHeadersTotalSize, o.Limits.MaxRequestLineSize) = (16 * 1024, 4 * 1024);
        (o.Limits.RequestHeadersTimeout, o.Limits.KeepAliveTimeout) = (TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(2));
        o.Listen(declared.Endpoint, listen => listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = TimeSpan.FromSeconds(5),
            OnConnection = _ => ValueTask.FromResult(Handshake()),
        }));
    }

    private SslServerAuthenticationOptions Handshake() => new()
    {
        // Until there is a certificate the connection fails, and the API server's failurePolicy decides.
        ServerCertificateContext = serving.Context ?? throw new AuthenticationException("the webhook has no certificate yet"),
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
        ClientCertificateRequired = declared.ClientCas is not null,
        RemoteCertificateValidationCallback = declared.ClientCas is { } cas ? (_, certificate, _, _) => IsOf(cas, certificate) : null,
    };

    private static bool IsOf(X509Certificate2Collection cas, X509Certificate? certificate)
    {
        if (certificate is not X509Certificate2 client)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(cas);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new(ClientAuthentication));
        return chain.Build(client);
    }
}
