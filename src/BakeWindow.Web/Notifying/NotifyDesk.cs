using BakeWindow.Core.Alerting;
using BakeWindow.Storage;
using BakeWindow.Web.Access;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Maintaining;

namespace BakeWindow.Web.Notifying;

/// <summary>How the channels do, and a test of one.</summary>
public sealed class NotifyDesk
{
    private const int Shown = 10;
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(5);

    private readonly Channels channels;
    private readonly NoticeStore notices;
    private readonly AuditLog audit;
    private readonly Installation installation;
    private readonly TimeProvider time;
    private readonly Dictionary<string, DateTimeOffset> tested = new(StringComparer.Ordinal);

    internal NotifyDesk(Channels channels, NoticeStore notices, AuditLog audit, Installation installation, TimeProvider time) =>
        (this.channels, this.notices, this.audit, this.installation, this.time) = (channels, notices, audit, installation, time);

    /// <summary>All channels with their last notices.</summary>
    public async Task<IReadOnlyList<ChannelStand>> ListAsync(CancellationToken ct)
    {
        var stands = new List<ChannelStand>();
        var waiting = await notices.WaitingAsync(ct);
        foreach (var channel in channels.Declared)
        {
            stands.Add(new ChannelStand(channel, waiting.GetValueOrDefault(channel.Name), await notices.NewestAsync(channel.Name, Shown, ct)));
        }

        return stands;
    }

    /// <summary>Sends a test over a channel, at once and once, whatever its filters and quiet hours are.</summary>
    /// <returns>Why it was not taken; empty: it was. Null: there is no such channel.</returns>
    /// <exception cref="NotAllowedException">He may not.</exception>
    public async Task<string?> TestAsync(string name, Caller by, CancellationToken ct)
    {
        by.Require(Act.Request);
        if (channels.Find(name) is not { } channel)
        {
            return null;
        }

        var now = time.GetUtcNow();
        lock (tested)
        {
            if (tested.TryGetValue(name, out var last) && now - last < Apart && last <= now)
            {
                return $"it was tested {(now - last).TotalSeconds:0} s ago; wait {Apart.TotalSeconds:0} s between two tests";
            }

            tested[name] = now;
        }

        var change = new AlertChange(
            new Alert { Id = $"test/{name}", Kind = AlertKind.Test, Severity = AlertSeverity.Info, Title = $"test of {name}", Lines = [$"{by.Name} asked for it. Nothing is wrong."], Since = now, Page = "/notifications" }, AlertTurn.Began, now);
        var problem = "";
        try
        {
            await channels.SendAsync(channel, channels.Say(channel, $"{installation.Id}-test-{now.ToUnixTimeMilliseconds()}", change), ct);
        }
        catch (NotDeliveredException e)
        {
            problem = e.Message;
        }

        await audit.AppendAsync(now, new AuditNote("channel-tested", by.Name, name, problem.Length == 0 ? "delivered" : $"not delivered: {problem}") { From = by.From }, CancellationToken.None);
        return problem;
    }
}

/// <summary>How a channel does.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Waiting">How many notices wait.</param>
/// <param name="Last">Its newest, newest first.</param>
public sealed record ChannelStand(DeclaredChannel Channel, int Waiting, IReadOnlyList<StoredNotice> Last);
