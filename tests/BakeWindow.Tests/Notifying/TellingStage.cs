using System.Diagnostics.Metrics;
using BakeWindow.Core.Alerting;
using BakeWindow.Core.Tests.Maintenance;
using BakeWindow.Tests.Storage;
using BakeWindow.Tests.Web;
using BakeWindow.Web.Alerting;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Maintaining;
using BakeWindow.Web.Notifying;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace BakeWindow.Tests.Notifying;

/// <summary>A process that tells, as far as telling goes: the real teller, book and channels on a database that may outlive it.</summary>
internal sealed class TellingStage : IAsyncDisposable
{
    private static readonly IMeterFactory Meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();

    private readonly string folder = Directory.CreateTempSubdirectory("bakewindow-told-").FullName;
    private readonly List<(string, string)> settings = [("Network:Nodes:0:Url", "http://127.0.0.1:1"), ("Network:Name", "testnet"), ("Bakers:0:Name", "alpha"), ("Bakers:0:Address", Worlds.Baker.Value), ("Notify:PublicUrl", "https://bakewindow.example.org")];
    private readonly List<IDisposable> opened = [];

    private TellingStage(TestDatabase database) => Database = database;

    public TestDatabase Database { get; }

    public FakeTimeProvider Clock { get; } = new(Worlds.Start);

    public const string Key = "a secret of this test, long enough";

    public static async Task<TellingStage> OpenAsync() => new(await TestDatabase.OpenedAsync(Provider.Sqlite, null!));

    /// <summary>Declares a channel.</summary>
    public TellingStage With(int n, string name, string type, params (string Key, string Value)[] more)
    {
        settings.AddRange([($"Notify:Channels:{n}:Name", name), ($"Notify:Channels:{n}:Type", type), ($"Notify:Channels:{n}:AllowPrivate", "true"), .. more.Select(m => ($"Notify:Channels:{n}:{m.Key}", m.Value))]);
        return this;
    }

    /// <summary>A file with a secret.</summary>
    public string Secret(string text)
    {
        var file = Path.Combine(folder, Guid.NewGuid().ToString("N"));
        File.WriteAllText(file, text + "\n");
        return file;
    }

    public Settings Settings => AppSettings.Of(settings);

    public Channels Channels()
    {
        var channels = new Channels(Settings, Clock);
        opened.Add(channels);
        return channels;
    }

    /// <summary>A process that starts now.</summary>
    public async Task<(AlertBook Book, Teller Teller)> StartAsync()
    {
        var book = new AlertBook(Clock, NullLogger<AlertBook>.Instance);
        book.TakeUp(await Database.Alerts.LastingAsync(default));
        var channels = Channels();
        var teller = new Teller(book, Database.Alerts, Database.Notices, channels, new Installation { Id = "0badcafe" }, Leadership.Alone, new NoticeMetrics(Meters, book, channels), Clock, NullLogger<Teller>.Instance);
        book.Changed += teller.Hear;
        opened.Add(teller);
        return (book, teller);
    }

    public Alert Alert(string id = "at-risk/alpha", AlertKind kind = AlertKind.AtRisk, AlertSeverity severity = AlertSeverity.Critical, string essence = "") => new()
    {
        Id = id, Kind = kind, Severity = severity, Title = "alpha is down, level 695,414 is at risk", Lines = ["Recovery takes 22 min.", "Look at <vm-1>."], Since = Clock.GetUtcNow(), Essence = essence, Baker = Worlds.Baker, Node = "vm-1", Page = "/incidents/I-1",
    };

    public async ValueTask DisposeAsync()
    {
        opened.ForEach(o => o.Dispose());
        await Database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
