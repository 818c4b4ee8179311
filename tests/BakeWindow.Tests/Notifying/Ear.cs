using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BakeWindow.Tests.Notifying;

/// <summary>Hears what is told over HTTP, and answers as a test says.</summary>
internal sealed class Ear : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly List<Told> told = [];

    private Ear(WebApplication app) => this.app = app;

    /// <summary>What was told.</summary>
    public IReadOnlyList<Told> Heard
    {
        get
        {
            lock (told)
            {
                return [.. told];
            }
        }
    }

    /// <summary>How it answers; 200 and nothing at first.</summary>
    public Func<Told, (int Status, string Body)> Answer { get; set; } = _ => (200, "{}");

    public Uri Url => new(app.Urls.First());

    public static async Task<Ear> OpenAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var ear = new Ear(builder.Build());
        ear.app.Run(ear.HearAsync);
        await ear.app.StartAsync();
        return ear;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task HearAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var one = new Told(http.Request.Method, http.Request.Path, await reader.ReadToEndAsync(), http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase));
        lock (told)
        {
            told.Add(one);
        }

        var (status, body) = Answer(one);
        http.Response.StatusCode = status;
        if (status is 302)
        {
            http.Response.Headers.Location = body;
            return;
        }

        await http.Response.WriteAsync(body);
    }

    /// <summary>One request.</summary>
    public sealed record Told(string Method, string Path, string Body, IReadOnlyDictionary<string, string> Headers);
}
