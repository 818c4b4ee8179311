using BakeWindow.Core.Alerting;
using BakeWindow.Web.Configuration;

namespace BakeWindow.Web.Notifying;

/// <summary>The declared channels, ready to be used.</summary>
internal sealed class Channels : IDisposable
{
    private readonly Settings settings;
    private readonly Dictionary<string, IChannel> open;

    public Channels(Settings settings, TimeProvider time)
    {
        this.settings = settings;
        // What is signed or leased is judged by others' clocks, so it goes by the real one; what happened goes by ours.
        open = settings.Channels.ToDictionary(c => c.Name, c => (IChannel)(c switch
        {
            DeclaredChannel.Webhook w => new WebhookChannel(w, TimeProvider.System),
            DeclaredChannel.Slack s => new SlackChannel(s),
            DeclaredChannel.Mail m => new MailChannel(m, TimeProvider.System),
            DeclaredChannel.Alertmanager a => new AlertmanagerChannel(a, settings.Network, time),
            _ => throw new System.Diagnostics.UnreachableException(),
        }), StringComparer.Ordinal);
    }

    /// <summary>As they are declared.</summary>
    public IReadOnlyList<DeclaredChannel> Declared => settings.Channels;

    /// <summary>Those that are Alertmanagers.</summary>
    public IEnumerable<(DeclaredChannel.Alertmanager Declared, AlertmanagerChannel Channel)> Alertmanagers =>
        settings.Channels.OfType<DeclaredChannel.Alertmanager>().Select(d => (d, (AlertmanagerChannel)open[d.Name]));

    /// <summary>The one of this name; null: there is none (any more).</summary>
    public DeclaredChannel? Find(string name) => settings.Channels.FirstOrDefault(c => c.Name == name);

    /// <summary>What a channel says of a change.</summary>
    public Notice Say(DeclaredChannel channel, string id, AlertChange change)
    {
        var baker = change.Alert.Baker is { } b ? settings.NameOf(b) : "";
        var link = settings.PublicUrl is { } root ? new Uri(root, change.Alert.Page.TrimStart('/')).AbsoluteUri : "";
        return new Notice(id, change, baker, link, channel.Templates.Title(change, baker, link), channel.Templates.Text(change, baker, link));
    }

    /// <summary>Tells it.</summary>
    /// <exception cref="NotDeliveredException">It was not taken.</exception>
    public Task SendAsync(DeclaredChannel channel, Notice notice, CancellationToken ct) => open[channel.Name].SendAsync(notice, ct);

    public void Dispose()
    {
        foreach (var channel in open.Values)
        {
            channel.Dispose();
        }
    }
}
