using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace BakeWindow.Tests.Cli;

/// <summary>A server over TLS that wants a client certificate, answers one path, and remembers who asked.</summary>
internal sealed class FakeTls : IAsyncDisposable
{
    private readonly WebApplication app;

    private FakeTls(WebApplication app) => this.app = app;

    public string Address => app.Urls.First();

    public string? ClientSeen { get; private set; }

    public static async Task<FakeTls> StartAsync(X509Certificate2 certificate, string path, string body)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.UseHttps(https =>
        {
            https.ServerCertificate = certificate;
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = (_, _, _) => true;
        })));
        var web = builder.Build();
        var fake = new FakeTls(web);
        web.Run(async context =>
        {
            fake.ClientSeen = context.Connection.ClientCertificate?.Subject;
            context.Response.StatusCode = context.Request.Path == path ? 200 : 404;
            await context.Response.WriteAsync(body);
        });
        await web.StartAsync();
        return fake;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(new CancellationToken(canceled: true));
        await app.DisposeAsync();
    }
}
